/** The command that finds tags which may mean the same, and merges them or shows their images. */
import * as vscode from "vscode";
import { displayText } from "../../core/views/displayText.ts";
import {
  similarGroups,
  similarTags,
  type SimilarReason,
  type SimilarTag,
  type TagCount,
} from "../../core/views/similarTags.ts";
import { tell } from "../messages.ts";
import type { CommandTable } from "./commandTable.ts";
import { requireTrust } from "./editCommands.ts";
import { changeTags, searchFor, tagsOf, type TagListParts } from "./tagListCommands.ts";

/** More tags than this are looked at by nobody. */
const mostTags = 20_000;
/** Tags in whose images others are counted. */
const mostShared = 2_000;

/** A line of a pick. */
interface Item<T> extends vscode.QuickPickItem {
  readonly value: T;
}

export function similarTagCommands(parts: TagListParts): CommandTable {
  return {
    findSimilarTags: async (clicked, chosen) => {
      await parts.library.start();
      const signal = new AbortController().signal;
      const all = await parts.outside.tagCounts(mostTags, signal);
      const [node, ...others] = tagsOf(parts.tagsTree, clicked, chosen);
      // of several that are selected a person thinks already that they belong together
      if (node && others.length > 0) return act(parts, [node, ...others]);
      const tag = node ?? (await pickGroup(all));
      if (!tag) return;
      const picked = await pickSimilar(tag, similarTags(tag, all, await sharedWith(parts, tag, signal)));
      if (picked.length > 0) await act(parts, [tag, ...picked]);
    },
  };
}

/** On how many images of a tag other tags are. */
async function sharedWith(parts: TagListParts, tag: TagCount, signal: AbortSignal): Promise<readonly TagCount[]> {
  const { ids } = await parts.lists.list({ search: searchFor([tag]), sort: "path", states: [], folder: "" }, signal);
  const { tags } = await parts.outside.facets(ids, mostShared, signal);
  return tags.map(({ value, count }) => ({ tag: value, count }));
}

/** Lets a person begin with one of all tags that have similar ones. */
async function pickGroup(all: readonly TagCount[]): Promise<TagCount | undefined> {
  const items = similarGroups(all).flatMap(([lead, ...others]): Item<TagCount>[] =>
    lead
      ? [
          {
            label: displayText(lead.tag, 100),
            description: numberOfImages(lead.count),
            detail: others.map(({ tag, count }) => `${displayText(tag, 60)} (${count})`).join(", "),
            value: lead,
          },
        ]
      : [],
  );
  if (items.length === 0) {
    tell("info", vscode.l10n.t("No two tags of this library are written alike."));
    return undefined;
  }
  const title = vscode.l10n.t("Find Similar Tags");
  const placeHolder = vscode.l10n.t("Tags that may mean the same; choose one to go on with");
  return (await vscode.window.showQuickPick(items, { title, placeHolder, matchOnDetail: true }))?.value;
}

/** Those that are hardly another word are ticked already. */
async function pickSimilar(tag: TagCount, similar: readonly SimilarTag[]): Promise<readonly TagCount[]> {
  const shown = displayText(tag.tag, 100);
  if (similar.length === 0) {
    tell("info", vscode.l10n.t("No tag is similar to “{0}”.", shown));
    return [];
  }
  const items = similar.map((one): Item<TagCount> => ({
    label: displayText(one.tag, 100),
    description: [numberOfImages(one.count), reasonWords(one)].join(" · "),
    picked: one.reason === "spelling" || one.reason === "form",
    value: one,
  }));
  const title = vscode.l10n.t("Tags Similar to “{0}”", shown);
  const placeHolder = vscode.l10n.t("Tick what means the same, then press Enter");
  const picked = await vscode.window.showQuickPick(items, { title, placeHolder, canPickMany: true });
  return (picked ?? []).map(({ value }) => value);
}

/** Merges them into one of them, or shows their images. */
async function act(parts: TagListParts, tags: readonly TagCount[]): Promise<void> {
  const show = { label: vscode.l10n.t("Show Images"), iconPath: new vscode.ThemeIcon("library"), value: undefined };
  const merges = tags
    .toSorted((a, b) => b.count - a.count)
    .map((tag) => ({
      label: vscode.l10n.t("Merge into “{0}”", displayText(tag.tag, 100)),
      description: numberOfImages(tag.count),
      iconPath: new vscode.ThemeIcon("git-merge"),
      value: tag,
    }));
  const title = tags.map(({ tag }) => displayText(tag, 40)).join(", ");
  const placeHolder = vscode.l10n.t("What shall become of these tags?");
  const picked = await vscode.window.showQuickPick<Item<TagCount | undefined>>(
    vscode.workspace.isTrusted ? [...merges, show] : [show],
    { title, placeHolder },
  );
  if (!picked) return;
  const { value: into } = picked;
  if (!into) return parts.panel.show({ search: searchFor(tags) });
  requireTrust();
  const others = tags.filter(({ tag }) => tag !== into.tag);
  await changeTags(parts, others, (spellings) => ({ renameTags: spellings.map((from) => ({ from, to: into.tag })) }));
}

function reasonWords({ reason, shared }: SimilarTag): string {
  const words: Readonly<Record<SimilarReason, string>> = {
    spelling: vscode.l10n.t("written otherwise"),
    form: vscode.l10n.t("another form"),
    letters: vscode.l10n.t("nearly the same letters"),
    together: vscode.l10n.t("on {0} of the same images", shared),
  };
  return words[reason];
}

function numberOfImages(count: number): string {
  return count === 1 ? vscode.l10n.t("1 image") : vscode.l10n.t("{0} images", count);
}
