import { bytesToHex } from "@noble/hashes/utils.js";
import { ownerTag } from "./owner-tag.ts";

/** Where time and randomness come from. */
export interface IdSource {
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** Fills the array with random bytes. */
  readonly fill: (bytes: Uint8Array<ArrayBuffer>) => void;
}

export const systemIdSource: IdSource = {
  now: () => Date.now(),
  fill: (bytes) => {
    crypto.getRandomValues(bytes);
  },
};

/**
 * A fresh id for a task of `subject`: a UUID of version 8 (RFC 9562, section 5.8) made of 48 bits of
 * Unix milliseconds, the owner's tag (32 bits) and 42 random bits. The server refuses an id whose tag
 * is not the caller's, and answers a second creation under one id with the first task, so that a
 * creation may be sent again safely.
 */
export function newTaskId(subject: string, source: IdSource = systemIdSource): string {
  const bytes = new Uint8Array(16);
  source.fill(bytes.subarray(10));

  const time = Math.floor(source.now());
  const view = new DataView(bytes.buffer);
  view.setUint16(0, Math.floor(time / 2 ** 32));
  view.setUint32(2, time >>> 0);

  const tag = ownerTag(subject);
  bytes[6] = 0x80 | (tag >>> 28);
  bytes[7] = (tag >>> 20) & 0xff;
  bytes[8] = 0x80 | ((tag >>> 14) & 0x3f);
  bytes[9] = (tag >>> 6) & 0xff;
  bytes[10] = ((tag & 0x3f) << 2) | ((bytes[10] ?? 0) & 0x03);

  const hex = bytesToHex(bytes);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** A fresh id for a list of `subject`, which has the same layout. */
export const newListId = newTaskId;
