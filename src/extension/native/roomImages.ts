/** The `Images` port by way of the images room: one bad image costs only itself. */
import { basename } from "node:path";
import type { Client } from "../../shared/calls.ts";
import { ExpectedError } from "../../shared/failures.ts";
import type { Images } from "../core/ports.ts";
import { Gate } from "./gate.ts";
import { imagesAtOnce, type ImagesRoom } from "./roomProtocols.ts";
import { RoomDied, type Room } from "./rooms.ts";

const imageDeadlineMs = 60_000;

type Work<T> = (client: Client<ImagesRoom>, signal: AbortSignal) => Promise<T>;

/** Sends the work on images to the room. After a crash every image that was in flight is tried once more, alone. */
export function roomImages(room: Room<ImagesRoom>, deadlineMs = imageDeadlineMs): Images {
  const gate = new Gate(imagesAtOnce);
  const run = async <T>(path: string, work: Work<T>, signal: AbortSignal): Promise<T> => {
    const errand = { subject: `"${basename(path)}"`, deadlineMs };
    const attempt = (weight: number): Promise<T> => gate.run(weight, () => room.call(work, errand, signal), signal);
    try {
      return await attempt(1);
    } catch (thrown) {
      if (!(thrown instanceof RoomDied)) throw thrown;
    }
    try {
      return await attempt(imagesAtOnce);
    } catch (thrown) {
      if (!(thrown instanceof RoomDied)) throw thrown;
      throw new ExpectedError("undecodable", `${errand.subject} cannot be decoded: the image decoder crashes on it.`, {
        cause: thrown,
      });
    }
  };
  return {
    prepare: (request, signal) => run(request.path, (client, stop) => client.prepare(request, stop), signal),
    thumbnail: (request, signal) => run(request.path, (client, stop) => client.thumbnail(request, stop), signal),
    analyse: (request, signal) => run(request.path, (client, stop) => client.analyse(request, stop), signal),
  };
}
