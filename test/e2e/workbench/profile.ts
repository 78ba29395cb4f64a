/** A fresh home for one workbench: its settings, extensions and sockets lie in one folder that is removed afterwards. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** The folders of one workbench; nothing of the user's is read or written. */
export interface Profile {
  readonly folder: string;
  readonly userData: string;
  readonly extensions: string;
  readonly home: string;
  /** Restricted Mode and its question are on. */
  readonly asksForTrust: boolean;
  remove(): void;
}

/** Quiet and alike on every machine: no welcome pages, no downloads, no animations. */
const quietSettings = {
  "workbench.startupEditor": "none",
  "workbench.welcomePage.walkthroughs.openOnInstall": false,
  "workbench.tips.enabled": false,
  "workbench.enableExperiments": false,
  "workbench.reduceMotion": "on",
  // a webview takes the focus when it has loaded, which may be late: a question stays until it is answered
  "workbench.quickOpen.closeOnFocusLost": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoCheckUpdates": false,
  "extensions.autoUpdate": false,
  "extensions.ignoreRecommendations": true,
  "chat.disableAIFeatures": true,
  "files.hotExit": "off",
  "git.enabled": false,
  "editor.accessibilitySupport": "off",
};

export function makeProfile(
  options: { readonly asksForTrust?: boolean; readonly settings?: Readonly<Record<string, unknown>> } = {},
): Profile {
  // a short path: VS Code makes sockets below it, whose names may have 108 bytes
  const folder = mkdtempSync(path.join(tmpdir(), "wb-"));
  const removeNow = (): void => rmSync(folder, { recursive: true, force: true });
  const profile: Profile = {
    folder,
    userData: path.join(folder, "user"),
    extensions: path.join(folder, "extensions"),
    home: path.join(folder, "home"),
    asksForTrust: options.asksForTrust ?? false,
    remove: () => {
      process.removeListener("exit", removeNow);
      rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
  process.once("exit", removeNow);
  const places = ["User", "Machine"].map((name) => path.join(profile.userData, name));
  for (const each of [...places, profile.extensions, profile.home]) mkdirSync(each, { recursive: true });
  const settings = { ...quietSettings, "security.workspace.trust.enabled": profile.asksForTrust, ...options.settings };
  // settings of machine scope are read from the machine's own file where the workbench is a browser
  for (const place of places) writeFileSync(path.join(place, "settings.json"), JSON.stringify(settings, null, 2));
  return profile;
}

/** Makes the workbench run in another language, as a language pack does: its own words stay English, those of extensions change. */
export function placeLanguage(profile: Profile, language: string): void {
  const file = path.join(profile.userData, "language.json");
  writeFileSync(file, JSON.stringify({ version: "1.0.0", contents: {} }));
  const pack = {
    hash: language,
    label: language,
    extensions: [{ extensionIdentifier: { id: `image-tagger.language-${language}` }, version: "1.0.0" }],
    translations: { vscode: file },
  };
  writeFileSync(path.join(profile.userData, "languagepacks.json"), JSON.stringify({ [language]: pack }));
}
