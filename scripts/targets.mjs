/** The platforms that a package can be made for: what npm and the native packages call each of them, and where the package lies. */
import path from "node:path";
import { root } from "./run.mjs";

/** Intel Macs are missing: LanceDB has no binary for them since 0.22.3. */
export const targets = {
  "linux-x64": { os: "linux", cpu: "x64", libc: "glibc", lancedb: "linux-x64-gnu", sharp: "linux-x64" },
  "linux-arm64": { os: "linux", cpu: "arm64", libc: "glibc", lancedb: "linux-arm64-gnu", sharp: "linux-arm64" },
  "alpine-x64": { os: "linux", cpu: "x64", libc: "musl", lancedb: "linux-x64-musl", sharp: "linuxmusl-x64" },
  "alpine-arm64": { os: "linux", cpu: "arm64", libc: "musl", lancedb: "linux-arm64-musl", sharp: "linuxmusl-arm64" },
  "darwin-arm64": { os: "darwin", cpu: "arm64", lancedb: "darwin-arm64", sharp: "darwin-arm64" },
  "win32-x64": { os: "win32", cpu: "x64", lancedb: "win32-x64-msvc", sharp: "win32-x64" },
  "win32-arm64": { os: "win32", cpu: "arm64", lancedb: "win32-arm64-msvc", sharp: "win32-arm64" },
};

/** The target of this machine; undefined where there is none. */
export function thisTarget() {
  const isMusl = process.platform === "linux" && !process.report.getReport().header.glibcVersionRuntime;
  const name = `${isMusl ? "alpine" : process.platform}-${process.arch}`;
  return name in targets ? name : undefined;
}

/** The packaged extension for a platform; by default this one. */
export const vsixFile = (target = thisTarget()) => path.join(root, "out-vsix", `image-tagger-${target}.vsix`);

const elf = { 62: "x64", 183: "arm64" };
const portable = { 0x8664: "x64", 0xaa64: "arm64" };

/** System and processor that a native library was made for, from its first bytes; undefined for what is none. */
export function madeFor(bytes) {
  if (bytes.length < 64) return undefined;
  if (bytes.toString("latin1", 0, 4) === "\x7fELF") return { os: "linux", cpu: elf[bytes.readUInt16LE(18)] };
  if (bytes.readUInt32LE(0) === 0xfeedfacf)
    return { os: "darwin", cpu: { 0x0100000c: "arm64", 0x01000007: "x64" }[bytes.readUInt32LE(4)] };
  if (bytes.toString("latin1", 0, 2) !== "MZ") return undefined;
  const header = bytes.readUInt32LE(60);
  return bytes.length < header + 6 ? undefined : { os: "win32", cpu: portable[bytes.readUInt16LE(header + 4)] };
}
