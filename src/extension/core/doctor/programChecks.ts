/** Checks of the program itself: what it runs in, whether its native libraries load, whether the workspace is trusted. */
import { SafeWord, type Facts } from "./fact.ts";
import { fault, note, ok, type Found } from "./finding.ts";
import type { LibraryVersions, NativeLibraries, ProgramFacts } from "./ports.ts";
import type { Check } from "./runChecks.ts";
import { failureOf, isAbort } from "../../../shared/failures.ts";

/** What these checks look at. */
export interface ProgramParts {
  readonly program: ProgramFacts;
  readonly libraries: NativeLibraries;
  /** Absent on the command line: there nobody is asked for trust. */
  readonly isTrusted?: boolean;
}

const platforms = ["linux", "darwin", "win32"];
const processors = ["x64", "arm64"];
const remotes = ["ssh-remote", "wsl", "dev-container", "attached-container", "codespaces", "tunnel", "browser"];
const editors = ["Visual Studio Code", "Visual Studio Code - Insiders", "VSCodium", "code-server", "Cursor"];

export function programChecks({ program, libraries, isTrusted }: ProgramParts): readonly Check[] {
  const area = "program";
  const late = "Restart the program; if it stays so, install it again.";
  const trust: Check = {
    name: "trust",
    area,
    deadlineMs: 1_000,
    ifLate: late,
    run: async () => [trustFinding(isTrusted === true)],
  };
  return [
    { name: "platform", area, deadlineMs: 5_000, ifLate: late, run: async () => [platformFinding(program)] },
    ...(isTrusted === undefined ? [] : [trust]),
    { name: "libraries", area, deadlineMs: 60_000, ifLate: late, run: (signal) => librariesLoad(libraries, signal) },
  ];
}

function platformFinding(program: ProgramFacts): Found {
  const { version, editor, remote, node, electron, platform, release, arch, libc } = program;
  const inside = editor ? ` in ${editor.name} ${editor.version}` : "";
  const reached = remote === undefined ? "" : `, reached by ${remote}`;
  const run = electron === undefined ? `Node ${node}` : `Node ${node} of Electron ${electron}`;
  const system = `${platform} ${release} on ${arch}${libc ? `, ${libc.name} ${libc.version}` : ""}`;
  const title = `image-tagger ${version}${inside}${reached}: ${run}, ${system}.`;
  const facts = factsOf(program);
  if (platform === "darwin" && arch === "x64")
    return fault(title, { remedy: "There is no LanceDB for Intel Macs: search does not work here.", facts });
  if (!platforms.includes(platform) || !processors.includes(arch))
    return fault(title, { remedy: "This platform is not supported: use Linux, macOS or Windows.", facts });
  const major = Number(node.split(".")[0]);
  if (!editor && major < 22) return fault(title, { remedy: "Use Node 22 or newer.", facts });
  return ok(title, { facts });
}

function factsOf(program: ProgramFacts): Facts {
  const { version, editor, remote, node, electron, platform, release, arch, libc, cores, memoryBytes } = program;
  return {
    version: SafeWord.version(version),
    ...(editor && { editor: SafeWord.of(editor.name, editors), editorVersion: SafeWord.version(editor.version) }),
    ...(remote !== undefined && { remote: SafeWord.of(remote, remotes) }),
    node: SafeWord.version(node),
    ...(electron !== undefined && { electron: SafeWord.version(electron) }),
    platform: SafeWord.of(platform, platforms),
    // a kernel may carry the name of who built it
    release: SafeWord.version(/^\d+(?:\.\d+){0,3}/u.exec(release)?.[0]),
    arch: SafeWord.of(arch, processors),
    ...(libc && { libc: SafeWord.of(libc.name, ["glibc", "musl"]), libcVersion: SafeWord.version(libc.version) }),
    cores,
    memoryGib: Math.round(memoryBytes / 1024 ** 3),
  };
}

function trustFinding(isTrusted: boolean): Found {
  const facts = { trusted: isTrusted };
  if (isTrusted) return ok("The workspace is trusted.", { facts });
  return note("The workspace is in Restricted Mode: images can be browsed and searched.", {
    detail: "No engine is asked, nothing is tagged, and nothing is written beside the images.",
    remedy: "Trust the workspace to tag its images.",
    action: { id: "manageTrust" },
    facts,
  });
}

function librariesLoad(libraries: NativeLibraries, signal: AbortSignal): Promise<readonly Found[]> {
  return Promise.all([
    libraryLoads(() => libraries.images(signal), "Images cannot be decoded."),
    libraryLoads(() => libraries.catalog(signal), "The search catalog cannot be used."),
  ]);
}

async function libraryLoads(load: () => Promise<LibraryVersions>, lost: string): Promise<Found> {
  try {
    const versions = await load();
    const named = Object.entries(versions).map(([name, version]) => `${name} ${version}`);
    return ok(`These are loaded and work: ${named.join(", ")}.`, { facts: versionFacts(versions) });
  } catch (thrown) {
    if (isAbort(thrown)) throw thrown;
    return fault(failureOf(thrown).message, {
      detail: lost,
      remedy: "Install the package that was made for this platform.",
      action: { id: "showLog" },
      facts: { loads: false },
    });
  }
}

function versionFacts(versions: LibraryVersions): Facts {
  const known = ["sharp", "libvips", "tesseract.js", "LanceDB"];
  const facts = Object.entries(versions).map(([name, version]) => [name, SafeWord.version(version)] as const);
  return Object.fromEntries(facts.filter(([name]) => known.includes(name)));
}
