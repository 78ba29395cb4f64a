/** Asks what is to be changed on many images: tags to add, to remove, to rename, or words in descriptions. */
import * as vscode from "vscode";
import type { BatchEdit } from "../../core/editing/batchEdit.ts";
import type { ImageRef } from "../../core/ports.ts";
import { foldTag } from "../../core/recordChanges.ts";
import { displayText } from "../../core/views/displayText.ts";
import { tell } from "../messages.ts";
import type { Outside } from "../outside.ts";

type Kind = "add" | "remove" | "rename" | "replace";

/** Tags of the images that are offered, at most. */
const mostTags = 2000;

/** What is to be changed; undefined where the person gave up. */
export async function askForEdit(outside: Outside, images: readonly ImageRef[]): Promise<BatchEdit | undefined> {
  const title =
    images.length === 1
      ? vscode.l10n.t("Edit Tags and Descriptions")
      : vscode.l10n.t("Edit Tags and Descriptions of {0} Images", images.length);
  switch (await askForKind(title)) {
    case "add":
      return askForTags(title);
    case "remove":
      return askWhatToRemove(title, await tagsOf(outside, images));
    case "rename":
      return askForRename(title, await tagsOf(outside, images));
    case "replace":
      return askForWords(title);
    case undefined:
      return undefined;
  }
}

async function askForKind(title: string): Promise<Kind | undefined> {
  const items: readonly (vscode.QuickPickItem & { readonly what: Kind })[] = [
    { what: "add", label: `$(add) ${vscode.l10n.t("Add Tags…")}` },
    { what: "remove", label: `$(remove) ${vscode.l10n.t("Remove Tags…")}` },
    { what: "rename", label: `$(edit) ${vscode.l10n.t("Replace a Tag by Another…")}` },
    { what: "replace", label: `$(replace) ${vscode.l10n.t("Replace Words in Descriptions…")}` },
  ];
  return (await vscode.window.showQuickPick(items, { title }))?.what;
}

async function askForTags(title: string): Promise<BatchEdit | undefined> {
  const text = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("Tags to add, with commas between them"),
    validateInput: (value) => (partsOf(value).length === 0 ? vscode.l10n.t("Name at least one tag.") : undefined),
  });
  return text === undefined ? undefined : { addTags: partsOf(text) };
}

async function askWhatToRemove(title: string, tags: readonly TagItem[]): Promise<BatchEdit | undefined> {
  if (tags.length === 0) return nothingThere();
  const picked = await vscode.window.showQuickPick(tags, {
    title,
    placeHolder: vscode.l10n.t("Tags to remove"),
    canPickMany: true,
  });
  return picked && picked.length > 0 ? { removeTags: picked.map(({ tag }) => tag) } : undefined;
}

async function askForRename(title: string, tags: readonly TagItem[]): Promise<BatchEdit | undefined> {
  if (tags.length === 0) return nothingThere();
  const placeHolder = vscode.l10n.t("Tag to replace");
  const from = (await vscode.window.showQuickPick(tags, { title, placeHolder }))?.tag;
  if (from === undefined) return undefined;
  const to = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("What “{0}” is to be. Where an image has both, one stays.", displayText(from, 100)),
    value: from,
    validateInput: (value) => (value.trim() === "" ? vscode.l10n.t("Name at least one tag.") : undefined),
  });
  return to === undefined ? undefined : { renameTags: [{ from, to }] };
}

async function askForWords(title: string): Promise<BatchEdit | undefined> {
  const find = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("Words to find in descriptions; upper and lower case count where you type a capital letter"),
    validateInput: (value) => (value === "" ? vscode.l10n.t("Type what is to be found.") : undefined),
  });
  if (find === undefined) return undefined;
  const by = await vscode.window.showInputBox({
    title,
    prompt: vscode.l10n.t("What takes their place; leave it empty to take them out"),
  });
  return by === undefined ? undefined : { replace: { find, by, matchCase: find !== find.toLowerCase() } };
}

interface TagItem extends vscode.QuickPickItem {
  readonly tag: string;
}

/** The tags of these images with how many carry them, the most used first. */
async function tagsOf({ workshop }: Outside, images: readonly ImageRef[]): Promise<readonly TagItem[]> {
  const counts = new Map<string, { readonly tag: string; count: number }>();
  const signal = new AbortController().signal;
  for (const image of images) {
    // what cannot be read is named when the edit comes to it
    const record = await workshop.record(image, signal).catch(() => undefined);
    for (const tag of record?.tags ?? []) {
      const known = counts.get(foldTag(tag));
      if (known) known.count++;
      else counts.set(foldTag(tag), { tag, count: 1 });
    }
  }
  return [...counts.values()]
    .sort((a, b) => b.count - a.count || (a.tag < b.tag ? -1 : 1))
    .slice(0, mostTags)
    .map(({ tag, count }) => ({ tag, label: displayText(tag, 200), description: String(count) }));
}

function nothingThere(): undefined {
  tell("info", vscode.l10n.t("These images have no tags."));
  return undefined;
}

function partsOf(text: string): readonly string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}
