/** What the doctor's checks work with on the command line. */
import { OllamaEmbedder } from "../extension/adapters/ollama/ollamaEmbedder.ts";
import { ollamaEngine } from "../extension/adapters/ollama/ollamaEngine.ts";
import { OllamaModels } from "../extension/adapters/ollama/ollamaModels.ts";
import { systemClock } from "../extension/adapters/storage/systemClock.ts";
import type { DoctorParts } from "../extension/core/doctor/checks.ts";
import { embedderCheck, type EmbedderAnswer } from "../extension/core/doctor/embedderCheck.ts";
import { engineChecks } from "../extension/core/doctor/engineChecks.ts";
import type { Check } from "../extension/core/doctor/runChecks.ts";
import { servedChecks } from "../extension/core/doctor/servedChecks.ts";
import { ImageSearch } from "../extension/core/search/searchImages.ts";
import { loginOf } from "../extension/core/tagging/login.ts";
import { doctorOutside } from "../extension/doctorOutside.ts";
import type { Arguments } from "./arguments.ts";
import { embedderTrust, type EmbedderTrust } from "../extension/core/search/trust.ts";
import { scanOptions, version, type Composition } from "./composition.ts";
import { accessOf, servedEmbedder, servedEngine } from "./servedServer.ts";

/** Builds the parts; nothing is asked before the checks run. */
export function doctorParts(args: Arguments, parts: Composition): DoctorParts {
  const { folder, scanner, workshop, hosts } = parts;
  const outside = doctorOutside({ version: version(), ...parts });
  // a question to the catalog would make one where there is none
  const trustOf = async (key: string, signal: AbortSignal): Promise<EmbedderTrust | undefined> =>
    (await outside.catalogPlace(signal)).stamp === "current" ? embedderTrust(workshop.catalog, key, signal) : undefined;
  return {
    outside,
    engines: [...engineChecksOf(args, parts), embedderCheck((signal) => embedderOf(args, parts, signal), trustOf)],
    folders: async () => [folder],
    placeOf: () => args.place,
    scanner,
    scanOptions: () => scanOptions,
    missing: (one, signal) => workshop.findMissing(one, scanOptions, signal),
    isWriting: () => false,
    catalog: catalogParts(parts),
    servers: {
      hosts: () => (args.engine === "openai" ? [args.baseUrl] : hosts),
      usesVariable: args.engine !== "openai" && args.hosts[0] === process.env["OLLAMA_HOST"],
    },
  };
}

function engineChecksOf(args: Arguments, { images, hosts }: Composition): readonly Check[] {
  const isBusy = (): boolean => false;
  if (args.engine === "openai") {
    const { base, authorization } = accessOf(args);
    return servedChecks({
      base,
      isBusy,
      hasKey: async () => authorization !== undefined,
      engine: (signal) => servedEngine(args, { images, clock: systemClock }, signal),
    });
  }
  return engineChecks({
    setting: { engine: "auto", model: args.model },
    isBusy,
    hosts: async () => hosts,
    find: (host, signal) => new OllamaModels(host).find(signal),
    engineAt: (host, model) => ollamaEngine({ host, model, images, clock: systemClock }),
    accessOf: async (host) => ({ hasKey: loginOf(host, undefined).authorization !== undefined }),
  });
}

async function embedderOf(args: Arguments, parts: Composition, signal: AbortSignal): Promise<EmbedderAnswer> {
  if (args.embedModel === "none") return { off: "It is switched off by --embed-model none." };
  if (args.engine === "openai") {
    const served = servedEmbedder(args);
    return served ? { embedder: served } : { off: "Name an embedding model of that server with --embed-model." };
  }
  const embedder = await OllamaEmbedder.find({ host: parts.host, model: args.embedModel }, signal);
  return embedder ? { embedder } : { off: "No embedding model is installed. Get one with: ollama pull embeddinggemma" };
}

function catalogParts({ workshop, scanner, folder }: Composition): DoctorParts["catalog"] {
  const searching = new ImageSearch({ catalog: workshop.catalog });
  const options = { mode: "text", limit: 1, folderKeys: [folder.key] } as const;
  return {
    catalog: workshop.catalog,
    search: (signal) => searching.search("image", options, signal),
    folderKeys: () => [folder.key],
    library: async (signal) => {
      const { images } = await scanner.scan(folder.root, scanOptions, signal);
      return new Map(images.map(({ path }) => [workshop.library.imageAt(folder, path).id, undefined]));
    },
    howToRebuild: "Bring it up to date with: image-tagger index <folder>. Or delete that folder: it is made anew.",
  };
}
