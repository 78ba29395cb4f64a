/** Server-sent events are read whatever their line ends, however they are cut, and to nothing but whole events. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { serverEvents, type ServerEvent } from "../../src/extension/adapters/openai/sse.ts";

async function read(text: string, chunkBytes = 1_000): Promise<readonly ServerEvent[]> {
  const bytes = new TextEncoder().encode(text);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield Promise.resolve(bytes.subarray(at, at + chunkBytes));
  }
  const events: ServerEvent[] = [];
  for await (const event of serverEvents(chunks())) events.push(event);
  return events;
}

describe("serverEvents", () => {
  test("joins lines of data, keeps names, and leaves comments and other fields out", async () => {
    const text = ': ping\nid: 7\nretry: 10\nevent: error\ndata: {"a":\ndata:1}\n\n:\n\ndata\n\n';
    assert.deepEqual(await read(text), [
      { name: "error", data: '{"a":\n1}' },
      { name: "", data: "" },
    ]);
  });

  test("gives the same for every line end and every way to cut", async () => {
    const events = ['{"text":"a\\nb — 猫🐈"}', "{}", "[DONE]"];
    for (const end of ["\n", "\r\n", "\r"])
      for (const chunkBytes of [1, 2, 3, 5, 1_000]) {
        const text = `\uFEFF${events.map((data) => `data: ${data}${end}${end}`).join("")}`;
        assert.deepEqual(
          (await read(text, chunkBytes)).map(({ data }) => data),
          events,
          `${JSON.stringify(end)} ${String(chunkBytes)}`,
        );
      }
  });

  test("takes a last event without its empty line, but none that was cut off", async () => {
    assert.deepEqual((await read('data: {"a":1}\n\ndata: [DONE]')).length, 2);
    assert.deepEqual((await read('data: {"a":1}\n\ndata: {"b":')).length, 1);
    assert.deepEqual((await read('data: {"a":1}\r\n\r\ndata: {}\r')).length, 2);
  });

  test("ends at a line or an event that never ends", async () => {
    const letters = "x".repeat(1_000_000);
    assert.deepEqual(await read(`data: ${letters.repeat(5)}\n\ndata: {}\n\n`, 500_000), []);
    const [event] = await read(`${`data: ${letters}\n`.repeat(8)}\n`, 500_000);
    assert.ok((event?.data.length ?? 0) < 6_000_000);
  });
});
