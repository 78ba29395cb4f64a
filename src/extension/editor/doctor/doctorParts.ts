/** What the doctor's checks work with in the editor: the settings as they are, the engines of this window, its folders. */
import * as vscode from "vscode";
import { ExpectedError } from "../../../shared/failures.ts";
import type { DoctorParts } from "../../core/doctor/checks.ts";
import { embedderCheck } from "../../core/doctor/embedderCheck.ts";
import { embedderTrust } from "../../core/search/trust.ts";
import { engineChecks } from "../../core/doctor/engineChecks.ts";
import type { Check } from "../../core/doctor/runChecks.ts";
import { servedChecks, unaskedCheck } from "../../core/doctor/servedChecks.ts";
import type { SettingValue } from "../../core/doctor/settingsCheck.ts";
import type { LibraryFolder } from "../../core/ports.ts";
import type { Consent } from "../consent.ts";
import type { EmbedKeeper } from "../embedKeeper.ts";
import type { EngineKeeper } from "../engineKeeper.ts";
import type { LibraryKeeper } from "../libraryKeeper.ts";
import type { Outside } from "../outside.ts";
import { browsedFolders, engineSettings, recordPlace, scanSettings, section } from "../settings.ts";

/** The parts of the editor that the doctor asks. */
export interface EditorParts {
  readonly outside: Outside;
  readonly library: LibraryKeeper;
  readonly engines: EngineKeeper;
  readonly embeds: EmbedKeeper;
  readonly consent: Consent;
}

/** The library is known long before its first scan is over; a drive that does not answer holds that up for ever. */
const openWithinMs = 10_000;

/** As things are now; nothing is asked before the checks run. */
export function doctorParts(parts: EditorParts): DoctorParts {
  const { outside, library, engines } = parts;
  const { workshop, scanner } = outside;
  const scanOptions = (folder: LibraryFolder) => ({ ...scanSettings(folder.root), under: "" });
  return {
    outside: outside.doctor,
    editor: {
      program: {
        editor: { name: vscode.env.appName, version: vscode.version },
        ...remoteOf(vscode.env.remoteName),
      },
      isTrusted: vscode.workspace.isTrusted,
      settings: settingValues(outside),
      roots: rootsOf(outside),
    },
    engines: enginesOf(parts),
    folders: () => openedFolders(library),
    placeOf: recordPlace,
    scanner,
    scanOptions,
    missing: (folder, signal) => workshop.findMissing(folder, scanOptions(folder), signal),
    isWriting: () => workshop.queue.isRunning,
    catalog: catalogOf(parts),
    servers: {
      hosts: () => engines.addresses(),
      usesVariable: vscode.workspace.getConfiguration(section).get("ollama.host") === "",
    },
  };
}

/** Where the editor is a page of a browser, its name is the address of the server. */
function remoteOf(name: string | undefined): { readonly remote?: string } {
  if (name === undefined) return {};
  return { remote: /^[a-z]+(?:-[a-z]+)*$/u.test(name) ? name : "browser" };
}

/** Every setting of the package with its value, for the checks and the support report. */
export function settingValues({ settingRules }: Outside): readonly SettingValue[] {
  const read = vscode.workspace.getConfiguration();
  return Object.entries(settingRules).map(([name, rule]) => ({ name, rule, value: read.get<unknown>(name) }));
}

function rootsOf(outside: Outside) {
  const folders = (): readonly vscode.WorkspaceFolder[] => vscode.workspace.workspaceFolders ?? [];
  const onDisk = (): readonly vscode.WorkspaceFolder[] => folders().filter(({ uri }) => uri.scheme === "file");
  return {
    named: () => [...onDisk().map(({ uri }) => uri.fsPath), ...browsedFolders()],
    virtual: () => folders().length - onDisk().length,
    rootAt: (path: string) => outside.rootAt(path),
  };
}

async function openedFolders(library: LibraryKeeper): Promise<readonly LibraryFolder[]> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<void>((resolve) => (timer = setTimeout(resolve, openWithinMs)));
  try {
    await Promise.race([library.start(), patience]);
  } finally {
    clearTimeout(timer);
  }
  return library.folders;
}

function enginesOf(parts: EditorParts): readonly Check[] {
  const { outside, embeds } = parts;
  // nothing is sent to anybody in Restricted Mode
  if (!vscode.workspace.isTrusted) return [unaskedCheck("untrusted")];
  const { engine } = engineSettings();
  const isBusy = (): boolean => outside.workshop.queue.isRunning;
  const meaning = embedderCheck(
    async (signal) => {
      const embedder = await embeds.embedder(signal);
      return embedder ? { embedder } : { off: embeds.reason };
    },
    (key, signal) => embedderTrust(outside.workshop.catalog, key, signal),
  );
  if (engine === "builtin" || engine === "vscode") return [unaskedCheck(engine), meaning];
  if (engine === "openai") return [...servedOf(parts, isBusy), meaning];
  return [...ollamaOf(parts, engine, isBusy), meaning];
}

function ollamaOf(
  { engines, consent }: EditorParts,
  engine: "auto" | "ollama",
  isBusy: () => boolean,
): readonly Check[] {
  return engineChecks({
    setting: { engine, model: engineSettings().model },
    isBusy,
    hosts: async () => {
      const [first, ...more] = (await engines.servers()).map(({ host }) => host);
      return [first ?? engines.server().host, ...more];
    },
    find: async (host, signal) => {
      const server = (await engines.servers()).find((one) => one.host === host) ?? engines.server();
      return engines.find(server, signal);
    },
    engineAt: (host, model) => engines.ollamaAt(host, model),
    accessOf: async (host) => ({
      hasKey: (await engines.authorizationFor(host)) !== undefined,
      isAgreed: (model) => consent.isGiven(host, model),
    }),
  });
}

function servedOf({ engines }: EditorParts, isBusy: () => boolean): readonly Check[] {
  const base = engines.served.address ?? "";
  return servedChecks({
    base,
    isBusy,
    hasKey: async () => (await engines.authorizationFor(base)) !== undefined,
    engine: async (signal) => {
      const decision = await engines.served.decide(signal);
      if (decision.engine === "none") throw new ExpectedError(decision.failure.reason, decision.failure.message);
      const { host, model, reason } = decision;
      return { engine: engines.served.engine(host, model), reason };
    },
  });
}

function catalogOf({ outside, library }: EditorParts): DoctorParts["catalog"] {
  const { workshop } = outside;
  return {
    catalog: workshop.catalog,
    search: (signal) => outside.search("image", { allHits: false }, undefined, signal),
    folderKeys: () => workshop.library.folders.map(({ key }) => key),
    library: async () => {
      await openedFolders(library);
      const isMoving = workshop.queue.isRunning || library.isScanning;
      if (!isMoving) await workshop.sync.flush();
      const ids = workshop.library.inOrder();
      // rows of images that are at work are written in batches
      return new Map(ids.map((id) => [id, isMoving ? undefined : workshop.library.get(id)?.recordHash]));
    },
    howToRebuild: "Rebuild the catalog: it is made anew from the record files.",
  };
}
