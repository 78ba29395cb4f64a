/** Checks of what surrounds the program: proxies and other facts of the network, and programs that others wrote. */
import { isLoopback } from "../tagging/hosts.ts";
import { SafeWord } from "./fact.ts";
import { counted, note, ok, type Found } from "./finding.ts";
import type { FoundProgram } from "./ports.ts";
import type { Check } from "./runChecks.ts";

/** What these checks look at. */
export interface SurroundingsParts {
  /** Variables of the environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Addresses that are asked, as they are used. */
  readonly hosts: () => readonly string[];
  /** Whether the host is named by OLLAMA_HOST, and not by a setting or option. */
  readonly usesVariable: boolean;
  readonly platform: string;
  readonly program: (name: string, signal: AbortSignal) => Promise<FoundProgram | undefined>;
}

export function surroundingsChecks(parts: SurroundingsParts): readonly Check[] {
  return [
    { name: "network", area: "network", deadlineMs: 5_000, ifLate: "", run: async () => networkFindings(parts) },
    {
      name: "exiftool",
      area: "program",
      deadlineMs: 15_000,
      ifLate: "Writing metadata into image files may be slow.",
      run: (signal) => metadataFindings(parts, signal),
    },
  ];
}

const proxyNames = ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];

function networkFindings({ environment, hosts, usesVariable }: SurroundingsParts): readonly Found[] {
  const found: Found[] = [];
  const asked = hosts();
  const elsewhere = asked.filter((host) => !isLoopback(host)).length;
  const of = (name: string): string => environment[name] || environment[name.toLowerCase()] || "";
  const proxies = proxyNames.filter((name) => of(name) !== "");
  const facts = { servers: asked.length, elsewhere, proxies: proxies.length };
  if (proxies.length > 0 && elsewhere > 0)
    found.push(
      note(`A proxy is set (${proxies.join(", ")}), but model servers are asked directly, not by way of it.`, {
        remedy: "Where a server can only be reached by the proxy, forward its port to this computer.",
        facts,
      }),
    );
  if (usesVariable && /^["']?(?:https?:\/\/)?(?:0\.0\.0\.0|\[::\]|::)(?=$|[:/"'])/u.test(of("OLLAMA_HOST").trim()))
    found.push(
      note("OLLAMA_HOST tells Ollama to listen on every interface; this computer itself is asked.", {
        detail: "Whoever reaches this computer can use that server.",
        facts: { listensEverywhere: true },
      }),
    );
  if (of("NODE_TLS_REJECT_UNAUTHORIZED") === "0" && asked.some((host) => host.startsWith("https:")))
    found.push(
      note("NODE_TLS_REJECT_UNAUTHORIZED is 0: nobody checks whether a server is the one that it says.", {
        remedy: "Take it out of the environment; NODE_EXTRA_CA_CERTS can name a certificate of your own.",
        facts: { checksCertificates: false },
      }),
    );
  if (found.length > 0) return found;
  const where =
    elsewhere === 0 ? "Nothing is asked beyond this computer." : `${elsewhere} of them are other computers.`;
  return [ok(`${counted(asked.length, "model server is", "model servers are")} set. ${where}`, { facts })];
}

/** An ExifTool comes with this program; but for Windows it runs on the system's Perl. Another one that is installed is not used. */
async function metadataFindings(parts: SurroundingsParts, signal: AbortSignal): Promise<readonly Found[]> {
  const { platform, program } = parts;
  const [exiftool, perl] = await Promise.all([program("exiftool", signal), program("perl", signal)]);
  const facts = {
    exiftool: SafeWord.version(exiftool?.version),
    perl: SafeWord.version(perl?.version),
    hasExiftool: exiftool !== undefined,
    hasPerl: perl !== undefined,
  };
  if (platform === "win32")
    return [ok("Metadata can be written into image files: Windows needs no Perl for it.", { facts })];
  if (perl)
    return [
      ok(`Metadata can be written into image files: Perl${perl.version ? ` ${perl.version}` : ""} is there.`, {
        facts,
      }),
    ];
  return [
    note("Metadata cannot be written into image files: Perl, which ExifTool runs on, is not installed.", {
      detail: "What other programs wrote into them is read all the same.",
      remedy: "Install perl where you want descriptions and tags in the image files.",
      facts,
    }),
  ];
}
