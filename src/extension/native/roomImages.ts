/** The `Images` port by way of the images room: one bad image costs only itself. */
import { basename } from "node:path";
import type { Client } from "../../shared/calls.ts";
import { ExpectedError } from "../../shared/failures.ts";
import type { Images } from "../core/ports.ts";
import { Gate } from "./gate.ts";
import { imagesAtOnce, readingsAtOnce, type ImagesRoom } from "./roomProtocols.ts";
import { RoomDied, type Errand, type Room } from "./rooms.ts";

const imageDeadlineMs = 60_000;
/** A decode, a start of tesseract and a reading, each with a limit of its own. */
const readingDeadlineMs = 90_000;

type Work<T> = (client: Client<ImagesRoom>, signal: AbortSignal) => Promise<T>;

/** Sends the work on images to the room. After a crash every image that was in flight is tried once more, alone. */
export function roomImages(room: Room<ImagesRoom>, deadlineMs = imageDeadlineMs): Images {
  const gate = new Gate(imagesAtOnce);
  const readingGate = new Gate(readingsAtOnce);
  const run = async <T>(errand: Errand, own: Gate, work: Work<T>, signal: AbortSignal): Promise<T> => {
    const call = (): Promise<T> => room.call(work, errand, signal);
    try {
      return await own.run(1, call, signal);
    } catch (thrown) {
      if (!(thrown instanceof RoomDied)) throw thrown;
    }
    try {
      return await gate.run(imagesAtOnce, () => readingGate.run(readingsAtOnce, call, signal), signal);
    } catch (thrown) {
      if (!(thrown instanceof RoomDied)) throw thrown;
      throw new ExpectedError("undecodable", `${errand.subject} cannot be decoded: the image decoder crashes on it.`, {
        cause: thrown,
      });
    }
  };
  const image = <T>(path: string, work: Work<T>, signal: AbortSignal): Promise<T> =>
    run({ subject: `"${basename(path)}"`, deadlineMs }, gate, work, signal);
  const reading = <T>(path: string, work: Work<T>, signal: AbortSignal): Promise<T> =>
    run({ subject: `"${basename(path)}"`, deadlineMs: readingDeadlineMs }, readingGate, work, signal);
  return {
    prepare: (request, signal) => image(request.path, (client, stop) => client.prepare(request, stop), signal),
    thumbnail: (request, signal) => image(request.path, (client, stop) => client.thumbnail(request, stop), signal),
    analyse: (request, signal) => image(request.path, (client, stop) => client.analyse(request, stop), signal),
    readWords: (request, signal) => reading(request.path, (client, stop) => client.readWords(request, stop), signal),
  };
}
