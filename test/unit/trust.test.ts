/** What a workspace that nobody trusts, or that somebody else wrote, may set: the manifest's scopes and restrictions. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, test } from "node:test";

interface Setting {
  readonly scope?: string;
}

interface Manifest {
  readonly capabilities: {
    readonly untrustedWorkspaces: { readonly supported: string; readonly restrictedConfigurations: readonly string[] };
  };
  readonly contributes: {
    readonly configuration: { readonly properties: Readonly<Record<string, Setting>> };
    readonly commands: readonly { readonly command: string; readonly enablement?: string }[];
  };
}

const file = path.join(import.meta.dirname, "../../package.json");
const manifest = JSON.parse(readFileSync(file, "utf8")) as Manifest;
const settings = new Map(Object.entries(manifest.contributes.configuration.properties));
const restricted = new Set(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations);

/** Which images are looked for, and how words are searched: these change nothing on the disk and send nothing anywhere. */
const harmless: ReadonlySet<string> = new Set([
  "imageTagger.exclude",
  "imageTagger.useGitignore",
  "imageTagger.search.language",
]);

describe("settings of a workspace", () => {
  for (const name of ["ollama.host", "ollama.moreHosts", "openai.baseUrl", "libraryFolders"])
    test(`${name} is never taken from a workspace: it says where images go, or which folders are read`, () => {
      assert.equal(settings.get(`imageTagger.${name}`)?.scope, "machine");
    });

  test("what says how images are looked at, what is sent, or where is written, is not taken before the workspace is trusted", () => {
    const open = [...settings].filter(([name, { scope }]) => scope !== "machine" && !restricted.has(name));
    assert.deepEqual(
      open.map(([name]) => name).filter((name) => !harmless.has(name)),
      [],
    );
  });

  test("the restricted settings exist", () => {
    assert.deepEqual(
      [...restricted].filter((name) => !settings.has(name)),
      [],
    );
  });

  test("no setting holds a key or names a program", () => {
    const suspicious = /(?:key|token|secret|password|authorization|path|command|executable|binary|args|env)$/i;
    assert.deepEqual(
      [...settings.keys()].filter((name) => suspicious.test(name)),
      [],
    );
  });
});

test("no command that writes or sends can be run before the workspace is trusted", () => {
  assert.equal(manifest.capabilities.untrustedWorkspaces.supported, "limited");
  const needTrust =
    /tag(?:Folder|Image|Selection|Untagged|Again|Stale)$|resumeTagging|retry|removeMissing|openVocabulary/;
  const open = manifest.contributes.commands.filter(
    ({ command, enablement = "" }) => needTrust.test(command) && !enablement.includes("isWorkspaceTrusted"),
  );
  assert.deepEqual(open, []);
});
