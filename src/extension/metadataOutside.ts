/** Builds what writes metadata into files: for the editor and for the command line the same. */
import { ExifToolFiles } from "./adapters/exiftool/exiftoolFiles.ts";
import { findProgram } from "./adapters/programs/findProgram.ts";
import { shortHash } from "./adapters/records/hash.ts";
import { contentKeyOf } from "./adapters/scanner/contentKey.ts";
import { MetadataWriting } from "./core/metadata/writing.ts";
import type { Images, Records, Scanner, Storage } from "./core/ports.ts";
import type { Workshop } from "./core/workshop.ts";

/** A picture is decoded to see that it can be: its size does not matter. */
const decodedSidePx = 64;

/** The writing, and how its processes are ended. None is started before something is read or written. */
export function metadataOutside(parts: {
  readonly workshop: Workshop;
  readonly records: Records;
  readonly scanner: Scanner;
  readonly storage: Storage;
  readonly images: Images;
}): { readonly writing: MetadataWriting; readonly close: () => Promise<void> } {
  const { workshop, records, scanner, storage, images } = parts;
  const { library, sync } = workshop;
  const files = new ExifToolFiles({ storage, findProgram: (name) => findProgram(name), pictureKey: contentKeyOf });
  const writing = new MetadataWriting({
    library,
    sync,
    records,
    scanner,
    files,
    hash: shortHash,
    decode: async (path, signal) => void (await images.prepare({ path, maxSidePx: decodedSidePx }, signal)),
    vocabularyOf: (folder) => workshop.vocabularyOf(folder),
  });
  return { writing, close: () => files.close() };
}
