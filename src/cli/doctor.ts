/** `image-tagger doctor`: checks what the program depends on, and gives each finding its remedy. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { ollamaEngine } from "../extension/adapters/ollama/ollamaEngine.ts";
import type { Engine, Images } from "../extension/core/ports.ts";
import type { ServerFinding } from "../extension/core/tagging/chooseEngine.ts";
import { chooseHosts } from "../extension/core/tagging/chooseHosts.ts";
import { shownHost } from "../extension/core/tagging/hosts.ts";
import { bestEmbeddingModel } from "../extension/core/tagging/modelChoice.ts";
import { systemClock } from "../extension/adapters/storage/systemClock.ts";
import { probeEngine } from "../extension/core/tagging/probe.ts";
import { failureOf, isAbort } from "../shared/failures.ts";
import type { Arguments } from "./arguments.ts";
import { askServers, compose, scanOptions, version, type Composition } from "./composition.ts";
import { consoleLog, print, printJson } from "./output.ts";
import { servedEmbedder, servedEngine } from "./servedServer.ts";

interface Finding {
  readonly check: string;
  /** `note`: works, with less. */
  readonly verdict: "ok" | "note" | "fault";
  readonly message: string;
}

type Check = (parts: Composition, stop: AbortSignal) => Promise<readonly Finding[]>;

/** Runs all checks; exit code 0 without a fault, 1 with one. */
export async function doctor(args: Arguments, stop: AbortSignal): Promise<number> {
  const parts = await compose(args, consoleLog());
  const findings: Finding[] = [];
  try {
    const engines = args.engine === "openai" ? served(args) : servers;
    for (const check of [platform, engines, decoder, catalog, folders]) findings.push(...(await check(parts, stop)));
  } finally {
    await parts.close();
  }
  if (args.json) printJson(findings);
  else for (const { check, verdict, message } of findings) print(`${verdict.padEnd(5)} ${check.padEnd(9)} ${message}`);
  return findings.some(({ verdict }) => verdict === "fault") ? 1 : 0;
}

const platform: Check = async () => [
  {
    check: "platform",
    verdict: "ok",
    message: `image-tagger ${version()} on Node ${process.versions.node}, ${process.platform}-${process.arch}`,
  },
];

/** Every server, each with the model that they share; the first one makes the vectors. */
const servers: Check = async ({ hosts, images }, stop) => {
  const answers = await askServers(hosts, stop);
  const { decision, absent } = chooseHosts({ engine: "auto", model: "" }, answers);
  const isShared = hosts.length > 1;
  const findings: Finding[] = [];
  for (const { host, finding } of answers) {
    const named = (message: string): string => (isShared ? `${shownHost(host)}: ${message}` : message);
    if ("failure" in finding) {
      const meanwhile =
        decision.engine === "ollama" ? "Until then the others work." : "Until then the built-in analysis is used.";
      findings.push({ check: "ollama", verdict: "note", message: `${finding.failure.message} ${meanwhile}` });
      continue;
    }
    const at = shownHost(host);
    findings.push({ check: "ollama", verdict: "ok", message: `Ollama ${finding.version} answers at ${at}.` });
    const why = absent.get(host);
    if (why) findings.push({ check: "model", verdict: "note", message: named(why.message) });
    else if (decision.engine === "ollama") {
      const { verdict, message } = await probe(decision.model, host, images, stop);
      findings.push({ check: "model", verdict, message: named(message) });
    } else findings.push({ check: "model", verdict: "note", message: named(noVisionModel) });
  }
  return [...findings, ...embedderFinding(answers[0].finding)];
};

/** The OpenAI-compatible server that was named, with its models as far as they were named. */
function served(args: Arguments): Check {
  return async ({ images }, stop) => {
    const findings: Finding[] = [];
    const note = async (check: string, verdict: Finding["verdict"], look: () => Promise<Finding>): Promise<void> => {
      try {
        findings.push(await look());
      } catch (thrown) {
        if (isAbort(thrown)) throw thrown;
        findings.push({ check, verdict, message: failureOf(thrown).message });
      }
    };
    await note("model", "fault", async () => {
      const { engine, reason } = await servedEngine(args, { images, clock: systemClock }, stop);
      findings.push({ check: "openai", verdict: "ok", message: reason });
      return { check: "model", ...(await probed(engine, stop)) };
    });
    await note("embedder", "note", async () => {
      const embedder = args.embedModel === "none" ? undefined : servedEmbedder(args);
      const off = "Meaning search is off: name an embedding model of that server with --embed-model.";
      if (!embedder) return { check: "embedder", verdict: "note", message: off };
      await embedder.open(stop);
      return { check: "embedder", verdict: "ok", message: `${embedder.model} makes the vectors of meaning search.` };
    });
    return findings;
  };
}

const noVisionModel = "No vision model is installed. Get one with: ollama pull qwen3.5:4b";

function embedderFinding(finding: ServerFinding): readonly Finding[] {
  if ("failure" in finding) return [];
  const embedding = bestEmbeddingModel(finding.models);
  if (embedding)
    return [{ check: "embedder", verdict: "ok", message: `${embedding.name} makes the vectors of meaning search.` }];
  const message = "Meaning search is off: no embedding model is installed. Get one with: ollama pull embeddinggemma";
  return [{ check: "embedder", verdict: "note", message }];
}

const verdicts = { good: "ok", doubtful: "note", refused: "fault" } as const;

/** Lets the model look at the test picture: what a server says of its models is not always so. */
async function probe(
  model: string,
  host: string,
  images: Images,
  stop: AbortSignal,
): Promise<Pick<Finding, "verdict" | "message">> {
  return probed(ollamaEngine({ host, model, images, clock: systemClock }), stop);
}

async function probed(engine: Engine, stop: AbortSignal): Promise<Pick<Finding, "verdict" | "message">> {
  const { kind, message } = await probeEngine(engine, stop);
  return { verdict: verdicts[kind], message };
}

/** Decodes and reads a picture of our own, in the room and with the libraries that the work uses. */
const decoder: Check = async ({ images }, stop) => {
  const folder = await mkdtemp(path.join(os.tmpdir(), "image-tagger-doctor-"));
  const file = path.join(folder, "probe.svg");
  const square =
    '<svg xmlns="http://www.w3.org/2000/svg" width="64" height="64"><rect width="64" height="64" fill="red"/></svg>';
  try {
    await writeFile(file, square);
    const { facts } = await images.analyse({ path: file, ocr: true }, stop);
    return [
      { check: "pictures", verdict: "ok", message: `Pictures decode, and text in them is read (${facts.format}).` },
    ];
  } catch (thrown) {
    return [{ check: "pictures", verdict: "fault", message: failureOf(thrown).message }];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const catalog: Check = async ({ catalog: opened, places, folder }, stop) => {
  try {
    await opened.open(stop);
    const rows = await opened.rows([folder.key], stop);
    return [
      { check: "catalog", verdict: "ok", message: `${rows.length} images of this folder are in ${places.catalog}.` },
    ];
  } catch (thrown) {
    return [{ check: "catalog", verdict: "fault", message: failureOf(thrown).message }];
  }
};

const folders: Check = async ({ folder, records, scanner }, stop) => {
  const scan = await scanner.scan(folder.root, scanOptions, stop);
  const findings: Finding[] = scan.problems.map(({ failure }) => ({
    check: "folder",
    verdict: "fault",
    message: failure.message,
  }));
  const stopListening = records.onNotice((notice) =>
    findings.push({ check: "records", verdict: "fault", message: notice.message }),
  );
  for (const found of scan.records) await records.paths(folder, found.folder, stop);
  stopListening();
  const journals = scan.records.filter(({ journal }) => journal).length;
  if (journals > 0)
    findings.push({
      check: "records",
      verdict: "note",
      message: `${journals} folders have a journal: they are being written now, or a run was cut off. The next run takes it over.`,
    });
  if (findings.length > 0) return findings;
  return [
    {
      check: "folder",
      verdict: "ok",
      message: `${scan.images.length} images and ${scan.records.length} folders with records are readable in ${folder.root}.`,
    },
  ];
};
