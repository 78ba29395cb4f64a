/** Composition of what the doctor looks at, for the editor and the command line. */
import path from "node:path";
import { catalogPlace, removeSetAside } from "./adapters/catalog/condition.ts";
import { systemDisk } from "./adapters/doctor/disk.ts";
import { systemFacts } from "./adapters/doctor/systemFacts.ts";
import { withTestPicture } from "./adapters/doctor/withTestPicture.ts";
import { normaliseHost } from "./adapters/ollama/host.ts";
import { programVersion } from "./adapters/programs/programVersion.ts";
import { FileInspector } from "./adapters/records/inspector.ts";
import { systemClock } from "./adapters/storage/systemClock.ts";
import { isLeftBehind } from "./adapters/storage/temporaryNames.ts";
import { measureThumbnails } from "./adapters/thumbnails/measure.ts";
import type { DoctorOutside, KeptPlaces } from "./core/doctor/outside.ts";
import type { NativeLibraries } from "./core/doctor/ports.ts";
import type { Images, Storage } from "./core/ports.ts";

/** What the composition root has made already. */
interface Made {
  readonly version: string;
  readonly places: KeptPlaces;
  readonly images: Images;
  readonly libraries: NativeLibraries;
  readonly storage: Storage;
}

/** Starts nothing and looks at nothing yet. */
export function doctorOutside({ version, places, images, libraries, storage }: Made): DoctorOutside {
  const { catalog, thumbnails, state } = places;
  return {
    version,
    places: { catalog, thumbnails, state },
    system: systemFacts,
    libraries,
    images,
    withPicture: withTestPicture,
    disk: systemDisk,
    inspector: new FileInspector({ storage, stateFolder: state, clock: systemClock, isLeftBehind }),
    environment: process.env,
    testFile: path.join(thumbnails, `doctor-${process.pid}.webp`),
    removeFile: (file) => storage.remove(file),
    join: (root, below) => path.join(root, below),
    isAbsolute: (one) => path.isAbsolute(one),
    readHost: normaliseHost,
    catalogPlace: (signal) => catalogPlace(catalog, signal),
    removeSetAside: () => removeSetAside(catalog),
    measureThumbnails: (signal) => measureThumbnails(thumbnails, signal),
    program: programVersion,
  };
}
