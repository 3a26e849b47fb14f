import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";

const LABEL = "taskward:owner:v1:";

/**
 * The 32 bits that an owner's ids carry: the first four bytes, big-endian, of SHA-256 over a fixed
 * label and the token's subject. A library computes it, since `crypto.subtle` is missing on plain
 * `http:` addresses other than localhost.
 */
export function ownerTag(subject: string): number {
  const digest = sha256(utf8ToBytes(LABEL + subject));
  return new DataView(digest.buffer, digest.byteOffset).getUint32(0);
}
