/** A host in a thread of its own, as the extension's is in a process of its own: what it computes costs the page nothing. */
import { serve, type Port } from "../../../src/shared/calls.ts";
import type { ViewMethods } from "../../../src/shared/protocol.ts";
import { englishStrings } from "../../../src/shared/strings.ts";
import { FakeLibrary } from "./fake-library.ts";

/** What a grid needs; whatever else a view asks for is refused, as an older host would. */
type GridMethods = Pick<ViewMethods, "hello" | "page" | "thumbnails" | "place">;

const library = new FakeLibrary(Number(new URL(location.href).searchParams.get("total") ?? "1000"), 100);
const port: Port = {
  post: (frame) => globalThis.postMessage(frame),
  listen: (onFrame) => {
    const hear = ({ data }: MessageEvent): void => onFrame(data);
    globalThis.addEventListener("message", hear);
    return () => globalThis.removeEventListener("message", hear);
  },
};

serve<GridMethods>(
  port,
  {
    hello: () => ({
      strings: englishStrings,
      revision: 1,
      total: library.total,
      queue: { state: "idle", pending: 0, active: 0, completed: 0, failed: 0, current: [] },
      engine: { engine: "builtin" },
      trusted: true,
      hasFolders: true,
      scanning: false,
    }),
    page: ({ query, offset, limit }) => {
      const { count, at } = library.found(query);
      const length = Math.max(0, Math.min(limit, count - offset));
      return {
        revision: 1,
        total: count,
        offset,
        items: Array.from({ length }, (_, n) => library.card(at(offset + n), query)),
        sections: library.sections(query),
      };
    },
    thumbnails: ({ ids }) => ids.map((id) => ({ id, uri: `/thumbnail/${id.slice(2)}.webp` })),
    place: ({ id }) => ({ index: Number(id.slice(2)) }),
  },
  (error) => console.error(error),
);
