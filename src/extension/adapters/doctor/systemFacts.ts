/** What this process runs in: the system, the processor, Node and its C library. */
import os from "node:os";
import type { ProgramFacts } from "../../core/doctor/ports.ts";

/** Everything that the process itself can tell. */
export function systemFacts(): Omit<ProgramFacts, "version" | "editor" | "remote"> {
  const { electron } = process.versions;
  const libc = process.platform === "linux" ? cLibrary() : undefined;
  return {
    node: process.versions.node,
    ...(electron !== undefined && { electron }),
    platform: process.platform,
    release: os.release(),
    arch: process.arch,
    ...(libc && { libc }),
    cores: os.availableParallelism(),
    memoryBytes: os.totalmem(),
  };
}

/** Native packages are made for one C library: glibc tells its version in Node's own report, musl tells none. */
function cLibrary(): { readonly name: string; readonly version: string } {
  // its types do not know this yet: looking up every address of the computer would take seconds
  const report = process.report as typeof process.report & { excludeNetwork?: boolean };
  const before = report.excludeNetwork ?? false;
  report.excludeNetwork = true;
  try {
    const { header } = report.getReport() as { readonly header?: { readonly glibcVersionRuntime?: string } };
    const version = header?.glibcVersionRuntime;
    return version === undefined ? { name: "musl", version: "" } : { name: "glibc", version };
  } finally {
    report.excludeNetwork = before;
  }
}
