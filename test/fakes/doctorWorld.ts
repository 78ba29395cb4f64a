/** A world for the doctor in which every text that somebody could have written holds the same secret word. */
import type { DoctorParts } from "../../src/extension/core/doctor/checks.ts";
import { embedderCheck } from "../../src/extension/core/doctor/embedderCheck.ts";
import { engineChecks } from "../../src/extension/core/doctor/engineChecks.ts";
import type { DoctorOutside } from "../../src/extension/core/doctor/outside.ts";
import type { SettingValue } from "../../src/extension/core/doctor/settingsCheck.ts";
import type { CatalogRow } from "../../src/extension/core/catalogPort.ts";
import type { Embedder, Engine, ImageAnalysis, LibraryFolder } from "../../src/extension/core/ports.ts";
import { ExpectedError, type Reason } from "../../src/shared/failures.ts";

/** Stands in every name, path, host, key, prompt, tag and message of this world. */
export const secret = "wallaby";

const folder: LibraryFolder = { key: secret, root: `/home/${secret}/My ${secret}`, name: secret };
const host = `http://${secret}:${secret}@gpu.${secret}.example:11434`;
const facts = { width: 900, height: 260, format: secret };

function broken(reason: string): never {
  throw new ExpectedError(reason as Reason, `${secret} of ${folder.root} at ${host} failed.`);
}

/** `isBroken`: everything that can fail fails, with the secret in its message and, once, in its reason. */
export function doctorWorld(isBroken: boolean): DoctorParts & { readonly settings: readonly SettingValue[] } {
  const settings = secretSettings();
  const orBroken = async <T>(answer: T, reason: string = "unreadable"): Promise<T> =>
    isBroken ? broken(reason) : answer;
  return {
    outside: outside(isBroken, orBroken),
    editor: {
      program: { editor: { name: `${secret}'s Code`, version: `1.2.3-${secret}` }, remote: `ssh-remote+${secret}` },
      isTrusted: !isBroken,
      settings,
      roots: { named: () => [folder.root], virtual: () => 1, rootAt: () => orBroken({}) },
    },
    settings,
    engines: enginesOf(orBroken, isBroken),
    folders: async () => [folder],
    placeOf: () => "folder",
    scanner: {
      scan: () =>
        orBroken({
          images: [{ path: `${secret}/a.png`, stamp: { size: 1, mtimeMs: 1 }, decodable: false }],
          records: [{ folder: secret }],
          leftOut: [],
          problems: [{ path: secret, failure: { reason: "unreadable", message: `${secret} cannot be read.` } }],
        }),
    },
    scanOptions: () => ({ exclude: [secret], useGitignore: false, under: "" }),
    missing: () => orBroken([`${secret}.png`]),
    isWriting: () => false,
    catalog: {
      catalog: {
        open: () => orBroken({ fresh: false }, secret),
        rows: async () => [{ id: secret, recordHash: secret, path: secret } as CatalogRow],
      },
      search: async () => [],
      folderKeys: () => [folder.key],
      library: async () => new Map([["other", secret]]),
      howToRebuild: secret,
    },
    servers: { hosts: () => [host], usesVariable: true },
  };
}

function outside(isBroken: boolean, orBroken: <T>(answer: T, reason?: string) => Promise<T>): DoctorOutside {
  const versions = { sharp: `1.0-${secret}`, [secret]: "1.0.0" };
  const access = isBroken ? "readOnly" : "writable";
  return {
    version: secret,
    places: { catalog: `/${secret}/catalog`, thumbnails: `/${secret}/thumbnails`, state: `/${secret}/state` },
    system: () => ({
      node: `24.0.0-${secret}`,
      platform: secret,
      release: `6.1.0-${secret}`,
      arch: secret,
      libc: { name: secret, version: secret },
      cores: 2,
      memoryBytes: 1024 ** 3,
    }),
    libraries: { images: () => orBroken(versions), catalog: () => orBroken(versions, secret) },
    images: {
      analyse: () => orBroken({ facts, text: secret } as unknown as ImageAnalysis),
      readWords: async () => ({ lines: [secret] }),
      thumbnail: async () => ({ facts }),
    },
    withPicture: (work) => work(`/tmp/${secret}.png`),
    disk: {
      volume: async () => ({ freeBytes: 1, totalBytes: 2, device: secret, hasFreeFiles: !isBroken }),
      access: async () => access,
    },
    inspector: {
      look: async () => ({
        entries: 1,
        broken: [
          { file: `/${secret}/image_metadata.json`, kind: "conflict", problem: secret, line: 3, saved: 0 },
          { file: `/${secret}/image_metadata.details.json`, kind: "refused", problem: secret, saved: 1 },
        ],
        backups: [`/${secret}/image_metadata.json.unreadable-1`],
        temporary: 1,
        journal: { owner: { kind: "elsewhere", host: `${secret}-laptop`, pid: 7 }, records: 2 },
      }),
      waiting: async () => [{ folder: `/${secret}`, records: 3 }],
    },
    environment: { HTTP_PROXY: `http://${secret}:3128`, OLLAMA_HOST: "0.0.0.0", NODE_TLS_REJECT_UNAUTHORIZED: "0" },
    testFile: `/${secret}/doctor.webp`,
    removeFile: async () => undefined,
    join: (root, below) => `${root}/${below}`,
    isAbsolute: (one) => one.startsWith("/"),
    readHost: (written) => written,
    catalogPlace: async () => ({
      directory: `/${secret}/catalog`,
      stamp: isBroken ? "other" : "current",
      bytes: 1,
      setAside: [{ folder: `/${secret}/catalog.corrupt-1`, bytes: 5, reason: "corrupt" }],
    }),
    removeSetAside: async () => 0,
    measureThumbnails: async () => ({ files: 1, bytes: 3, limitBytes: 1 }),
    program: async () => ({ path: `/${secret}/perl`, version: `5.36.0-${secret}` }),
  };
}

function enginesOf(orBroken: <T>(answer: T, reason?: string) => Promise<T>, isBroken: boolean) {
  const model = {
    name: `${secret}-vision:7b`,
    digest: secret,
    sizeBytes: 1,
    family: secret,
    capabilities: ["completion", "vision"],
    isCloud: false,
  };
  const engine = { model: model.name, look: () => broken(secret) } as unknown as Engine;
  const embedder = {
    model: secret,
    open: () => orBroken({ key: secret, dimensions: 3 }, secret),
    embedQuery: async () => new Float32Array(2),
  } as unknown as Embedder;
  const failure = { reason: secret as Reason, message: `${host} does not answer.` };
  return [
    ...engineChecks({
      setting: { engine: "ollama", model: model.name },
      hosts: async () => [host, `http://other.${secret}.example:11434`],
      find: async () => (isBroken ? { failure } : { version: `0.30-${secret}`, models: [model] }),
      engineAt: () => engine,
      accessOf: async () => ({ hasKey: true, isAgreed: () => false }),
      isBusy: () => false,
    }),
    embedderCheck(async () => (isBroken ? { off: secret } : { embedder })),
  ];
}

/** One setting of each type, with the secret wherever its type lets it stand. */
function secretSettings(): readonly SettingValue[] {
  const text = { type: "string", default: "" } as const;
  return [
    { name: "imageTagger.ollama.host", rule: text, value: host },
    { name: "imageTagger.openai.baseUrl", rule: text, value: `https://${secret}.example/v1` },
    { name: "imageTagger.prompt.instructions", rule: text, value: `Say ${secret} {${secret}}` },
    { name: "imageTagger.engine", rule: { ...text, enum: ["auto", "ollama"] }, value: secret },
    { name: "imageTagger.ollama.keepAlive", rule: { ...text, pattern: "^\\d+$" }, value: secret },
    { name: "imageTagger.exclude", rule: { type: "array", default: [] }, value: [secret, `**/${secret}`] },
    { name: "imageTagger.libraryFolders", rule: { type: "array", default: [] }, value: [`${secret}/pictures`] },
    { name: "imageTagger.imageSize", rule: { type: "integer", default: 896, maximum: 2048 }, value: 9000 },
    { name: "imageTagger.useGitignore", rule: { type: "boolean", default: false }, value: true },
    { name: "imageTagger.records.place", rule: { ...text, enum: ["folder", "root"] }, value: "root" },
  ];
}
