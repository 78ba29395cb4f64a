/** The installed extension in a real extension host: it activates, its commands and views stand, the host loads no native part. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import * as vscode from "vscode";
import { before, describe, it } from "./mocha.ts";

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly views: Readonly<Record<string, readonly { readonly id: string }[]>>;
  };
}

describe("the installed extension", () => {
  let extension: vscode.Extension<unknown>;

  before(async () => {
    const found = vscode.extensions.getExtension("image-tagger.image-tagger");
    assert.ok(found, "the extension is not installed");
    extension = found;
    await extension.activate();
  });

  it("activates", () => {
    assert.equal(extension.isActive, true);
  });

  it("registers every command that its manifest names", async () => {
    const { contributes } = extension.packageJSON as Manifest;
    const known = new Set(await vscode.commands.getCommands(true));
    const missing = contributes.commands.map(({ command }) => command).filter((command) => !known.has(command));
    assert.ok(contributes.commands.length > 0);
    assert.deepEqual(missing, []);
  });

  it("offers every view of its manifest to be focused", async () => {
    const { contributes } = extension.packageJSON as Manifest;
    const views = Object.values(contributes.views).flat();
    assert.ok(views.length > 0);
    for (const { id } of views) await vscode.commands.executeCommand(`${id}.focus`);
  });

  it("loads no native library into the extension host", function () {
    // a crash in a native library would end every extension of the host: they live in child processes
    if (!existsSync("/proc/self/maps")) return this.skip();
    const maps = readFileSync("/proc/self/maps", "utf8");
    const ours = maps.split("\n").filter((line) => /lancedb|sharp|libvips|tesseract/.test(line));
    assert.deepEqual(ours, []);
  });
});
