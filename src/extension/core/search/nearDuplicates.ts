/** Groups pictures that show the same: identical files by their content, others by their perceptual hashes. */
import { throwIfAborted } from "../../../shared/failures.ts";
import { HashIndex } from "./hashIndex.ts";
import { isPlain, readLook, type Look } from "./pictureHashes.ts";

/** What is compared of an image. */
export interface Picture {
  readonly id: string;
  /** Perceptual hash of 16 hex digits; whatever else stands here is taken for none. */
  readonly dHash: string;
  /** The same for files of the same content; "" where that is not known. */
  readonly contentKey: string;
  /** Pixels as the picture is seen; 0 where they are not known. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** Images that show the same picture as the first of them, which is the best copy: it has the most pixels, then the most bytes. */
export interface DuplicateGroup {
  readonly ids: readonly string[];
  /** Bytes of all copies but the best. */
  readonly spareBytes: number;
}

/** All groups, those that take up the most room first, and what could not be compared. */
export interface NearDuplicates {
  readonly groups: readonly DuplicateGroup[];
  /** Images that nobody has looked at: of them only those were found whose content is known to be the same. */
  readonly unseen: number;
  /** Plain pictures, which the hash cannot tell apart: only identical ones of them were found. */
  readonly plain: number;
  /** Pictures that are like so many others that they were not compared with all. */
  readonly cut: number;
  /** How much was looked up and compared. */
  readonly steps: number;
}

/** Files of one content. */
interface Content {
  readonly pictures: Picture[];
  look: Look | undefined;
}

/** The host does other things after so many. */
const atOnce = 1_000;

/**
 * Every member of a group is near to its best copy, not only to some other member: a chain of pictures, each a little like the
 * next, joins nothing that differs. Yields to other work, and can be broken off.
 */
export async function findNearDuplicates(pictures: readonly Picture[], signal: AbortSignal): Promise<NearDuplicates> {
  const contents = byContent(pictures.toSorted(betterFirst));
  const index = new HashIndex(contents.length);
  const leaders: Content[][] = [];
  const groups: Content[][] = [];
  const counts = { unseen: 0, plain: 0, cut: 0 };
  for (const [done, content] of contents.entries()) {
    if (done % atOnce === 0) await pause(signal);
    const { look } = content;
    const isCompared = look !== undefined && !isPlain(look.hash);
    const { at, isCut } = isCompared ? index.nearest(look) : { at: -1, isCut: false };
    if (isCut) counts.cut += content.pictures.length;
    const leader = leaders[at];
    if (leader) {
      leader.push(content);
      continue;
    }
    const group = [content];
    groups.push(group);
    if (isCompared) {
      index.add(look);
      leaders.push(group);
    } else if (look) counts.plain += content.pictures.length;
    else counts.unseen += content.pictures.length;
  }
  const found = groups.map(groupOf).filter(({ ids }) => ids.length > 1);
  found.sort((a, b) => b.spareBytes - a.spareBytes);
  return { groups: found, ...counts, steps: index.steps };
}

/** Where both say the same, the order in which they were given stays. */
function betterFirst(a: Picture, b: Picture): number {
  return b.width * b.height - a.width * a.height || b.bytes - a.bytes;
}

/** One hash is enough for files of one content: not each of them has to have been looked at. */
function byContent(pictures: readonly Picture[]): readonly Content[] {
  const byKey = new Map<string, Content>();
  const contents: Content[] = [];
  for (const picture of pictures) {
    const known = picture.contentKey === "" ? undefined : byKey.get(picture.contentKey);
    const look = known?.look ?? readLook(picture);
    if (known) {
      known.pictures.push(picture);
      known.look = look;
      continue;
    }
    const content: Content = { pictures: [picture], look };
    contents.push(content);
    if (picture.contentKey !== "") byKey.set(picture.contentKey, content);
  }
  return contents;
}

function groupOf(contents: readonly Content[]): DuplicateGroup {
  // a copy that was never looked at may stand beside its better ones: its size in pixels is not known
  const pictures = contents.flatMap(({ pictures: same }) => same);
  const [best] = pictures;
  const bytes = pictures.reduce((sum, picture) => sum + picture.bytes, 0);
  return { ids: pictures.map(({ id }) => id), spareBytes: bytes - (best?.bytes ?? 0) };
}

async function pause(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve));
  throwIfAborted(signal);
}
