import { expect, it, vi } from "vitest";
import { readEvents, type ServerEvent } from "~/lib/data/event-stream.ts";

const EVENTS =
  ':\n\nid: 7\nevent: revision\ndata: {"revision":7}\n\n:\n\ndata: é\ndata:more\n\nevent: cut off';

it.each([1, 2, 5, 1000])("reads events that arrive in pieces of %i bytes", async (size) => {
  const bytes = new TextEncoder().encode(EVENTS);
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
      controller.close();
    },
  });
  const events: ServerEvent[] = [];
  const onBytes = vi.fn();
  await readEvents(stream, (event) => events.push(event), onBytes);
  expect(events).toEqual([
    { type: "revision", data: '{"revision":7}' },
    { type: "message", data: "é\nmore" },
  ]);
  expect(onBytes).toHaveBeenCalledTimes(Math.ceil(bytes.length / size));
});

it("says that the stream broke", async () => {
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => controller.error(new TypeError("network error")),
  });
  await expect(readEvents(stream, vi.fn(), vi.fn())).rejects.toThrow("network error");
});
