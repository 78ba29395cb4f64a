/** Asks the native rooms for the libraries that they have loaded. */
import type { NativeLibraries } from "../core/doctor/ports.ts";
import type { CatalogRoom, ImagesRoom } from "./roomProtocols.ts";
import type { Room } from "./rooms.ts";

const loadDeadlineMs = 45_000;

/** `catalog` is asked for at every call: a catalog that is made anew gets another room. */
export function roomVersions(images: Room<ImagesRoom>, catalog: () => Room<CatalogRoom>): NativeLibraries {
  const errand = { subject: "its libraries", deadlineMs: loadDeadlineMs };
  return {
    images: (signal) => images.call((client, stop) => client.versions(undefined, stop), errand, signal),
    catalog: (signal) => catalog().call((client, stop) => client.versions(undefined, stop), errand, signal),
  };
}
