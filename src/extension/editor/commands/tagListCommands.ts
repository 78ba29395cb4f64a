/** Commands on the tags of the whole library: show, rename and merge, delete everywhere, copy, sort. */
import * as vscode from "vscode";
import { writtenTerm } from "../../../shared/queryTerms.ts";
import type { ShowRequest } from "../../../shared/protocol.ts";
import type { BatchEdit } from "../../core/editing/batchEdit.ts";
import { keyOf } from "../../core/search/words.ts";
import { displayText } from "../../core/views/displayText.ts";
import { isTagNode, type TagNode, type TagsTree } from "../trees/tagsTree.ts";
import type { CommandTable } from "./commandTable.ts";
import { editImages, requireTrust } from "./editCommands.ts";
import type { PickParts } from "./imagePick.ts";

/** What these commands work with. */
export interface TagListParts extends PickParts {
  readonly tagsTree: TagsTree;
  readonly panel: { show(request: ShowRequest, keepsFocus?: boolean): Promise<void> };
}

export function tagListCommands(parts: TagListParts): CommandTable {
  const about = (clicked: unknown, chosen: unknown): readonly TagNode[] => tagsOf(parts.tagsTree, clicked, chosen);
  return {
    showTag: async (clicked, chosen) => {
      const nodes = about(clicked, chosen);
      const search = searchFor(nodes);
      // the next tag is an arrow key away
      if (nodes.length > 0) await parts.panel.show({ search }, true);
    },
    renameTag: (clicked, chosen) => rename(parts, about(clicked, chosen)),
    deleteTag: async (clicked, chosen) => {
      requireTrust();
      const nodes = about(clicked, chosen);
      await changeTags(parts, nodes, (spellings) => ({ removeTags: spellings }));
    },
    copyTag: (clicked, chosen) =>
      vscode.env.clipboard.writeText(
        about(clicked, chosen)
          .map(({ tag }) => tag)
          .join("\n"),
      ),
    sortTagsByName: () => parts.tagsTree.sort(true),
    sortTagsByCount: () => parts.tagsTree.sort(false),
  };
}

/** The search for the images that carry one of these tags. */
export function searchFor(nodes: readonly { readonly tag: string }[]): string {
  return nodes.map(({ tag }) => writtenTerm({ field: "tag", value: tag })).join(" OR ");
}

/** All selected tags if the clicked one is among them; by a key, those that are selected. */
export function tagsOf(tree: TagsTree, clicked: unknown, chosen: unknown): readonly TagNode[] {
  if (clicked === undefined) return tree.selection;
  const all: readonly unknown[] = Array.isArray(chosen) && chosen.includes(clicked) ? chosen : [clicked];
  return all.filter(isTagNode);
}

/** Several tags become one; a name that is there already takes them in. */
async function rename(parts: TagListParts, nodes: readonly TagNode[]): Promise<void> {
  requireTrust();
  const [first] = nodes;
  if (!first) return;
  const to = await vscode.window.showInputBox({
    title:
      nodes.length === 1
        ? vscode.l10n.t("Rename Tag “{0}”", displayText(first.tag, 100))
        : vscode.l10n.t("Merge {0} Tags", nodes.length),
    prompt: vscode.l10n.t("The name of a tag that is there already merges them. Where an image has both, one stays."),
    value: first.tag,
    validateInput: (value) => (value.trim() === "" ? vscode.l10n.t("Name at least one tag.") : undefined),
  });
  if (to === undefined) return;
  await changeTags(parts, nodes, (spellings) => ({ renameTags: spellings.map((from) => ({ from, to })) }));
}

/** Changes all images that carry one of the tags, in whichever spelling: the tree counts spellings together. */
export async function changeTags(
  parts: TagListParts,
  nodes: readonly { readonly tag: string }[],
  batchOf: (spellings: readonly string[]) => BatchEdit,
): Promise<void> {
  if (nodes.length === 0) return;
  const { lists, outside } = parts;
  const signal = new AbortController().signal;
  const { ids } = await lists.list({ search: searchFor(nodes), sort: "path", states: [], folder: "" }, signal);
  const images = ids.flatMap((id) => outside.workshop.library.image(id) ?? []);
  const keys = new Set(nodes.map(({ tag }) => keyOf(tag)));
  const spellings = new Set(nodes.map(({ tag }) => tag));
  for (const image of images) {
    // what cannot be read is named when the edit comes to it
    const record = await outside.workshop.record(image, signal).catch(() => undefined);
    for (const tag of record?.tags ?? []) if (keys.has(keyOf(tag))) spellings.add(tag);
  }
  await editImages(parts, images, batchOf([...spellings]));
}
