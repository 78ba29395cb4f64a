/** Searches the library for the views and quick picks: with the catalog brought up to date first, and with the reason where meaning is off. */
import type { Likenesses } from "../core/catalogPort.ts";
import type { GridList, GridLists, SearchAnswer, SearchScope } from "../core/views/gridList.ts";
import type { EmbedKeeper } from "./embedKeeper.ts";
import type { Outside } from "./outside.ts";

/** One search over all library folders. */
export async function searchLibrary(
  outside: Outside,
  embeds: EmbedKeeper,
  text: string,
  scope: SearchScope,
  signal: AbortSignal,
): Promise<SearchAnswer> {
  const { sync } = outside.workshop;
  // what was tagged a moment ago is to be found
  if (sync.waiting > 0) await sync.flush();
  const embedder = await embeds.forSearching(signal);
  const answer = await outside.search(text, scope, embedder, signal);
  const { notes } = answer;
  const meaningReason = embedder ? notes.meaningReason : embeds.reason || notes.meaningReason;
  // conditions alone have no meaning to look for, which is nothing to complain of
  if (embedder && notes.meaning === "off") return { ...answer, notes: { ...notes, meaning: "used" } };
  if (notes.meaning === "used" || meaningReason === undefined) return answer;
  return { ...answer, notes: { ...notes, meaningReason } };
}

/** What is like an image of the library, with the reason where only its words could be compared. */
export async function searchSimilar(
  outside: Outside,
  embeds: EmbedKeeper,
  id: string,
  signal: AbortSignal,
): Promise<SearchAnswer> {
  const { sync } = outside.workshop;
  if (sync.waiting > 0) await sync.flush();
  const embedder = await embeds.embedder(signal);
  const answer = await outside.similar(id, embedder, signal);
  if (embedder || embeds.reason === "") return answer;
  return { ...answer, notes: { ...answer.notes, meaningReason: embeds.reason } };
}

/** How all pictures of the library look, those that were tagged a moment ago with them. */
export async function readLikenesses(outside: Outside, signal: AbortSignal): Promise<Likenesses> {
  const { sync } = outside.workshop;
  if (sync.waiting > 0) await sync.flush();
  return outside.likenesses(signal);
}

/** The first images for a quick pick: the hits of a search, or all in order for an empty one. */
export async function firstImages(
  lists: GridLists,
  text: string,
  most: number,
  signal: AbortSignal,
): Promise<{
  readonly list: GridList;
  readonly ids: readonly string[];
}> {
  const list = await lists.list({ search: text, sort: "path", states: [], folder: "" }, signal);
  return { list, ids: list.ids.slice(0, most) };
}
