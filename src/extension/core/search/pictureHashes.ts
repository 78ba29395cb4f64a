/** How pictures look, as perceptual hashes of 64 bits: read with suspicion, and which two are taken for the same picture. */

/** A hash as two halves of 32 bits. */
export interface HashBits {
  readonly high: number;
  readonly low: number;
}

/** What is compared of a picture's looks. */
export interface Look {
  readonly hash: HashBits;
  /** Width through height; 0 where it is not known. */
  readonly shape: number;
}

/** A hash with fewer set, or unset, bits than this is one of a plain picture. */
const fewestTellingBits = 6;
/** Copies differ by no more bits than this; an index over four parts finds up to seven. Measured: see docs/search.md. */
export const mostBitsApart = 6;
/** The less a hash tells, the nearer others must be: pictures that differ meet there by chance. */
const tellingBitsForOne = 4;
/** A copy is hardly ever cut so much that its sides stand in another relation. */
const mostOtherShape = 1.1;

/** The looks of a picture; undefined where its hash is none, which stands for a picture that nobody has looked at. */
export function readLook(picture: {
  readonly dHash: string;
  readonly width: number;
  readonly height: number;
}): Look | undefined {
  const { dHash, width, height } = picture;
  if (!/^[0-9a-f]{16}$/iu.test(dHash)) return undefined;
  const hash = { high: Number.parseInt(dHash.slice(0, 8), 16), low: Number.parseInt(dHash.slice(8), 16) };
  return { hash, shape: width > 0 && height > 0 ? width / height : 0 };
}

/** True where nearly all bits are the same: a picture of one colour, or one that only grows darker or lighter, whatever it shows. */
export function isPlain(hash: HashBits): boolean {
  return tellingBits(hash) < fewestTellingBits;
}

/** By how many bits two looks of one picture differ; undefined where they are not of one picture. */
export function bitsApart(one: Look, other: Look): number | undefined {
  const bits = differingBits(one.hash, other.hash);
  if (bits > mostBitsApart) return undefined;
  const telling = Math.min(tellingBits(one.hash), tellingBits(other.hash));
  if (bits * tellingBitsForOne > telling) return undefined;
  return isOtherShape(one.shape, other.shape) ? undefined : bits;
}

/** How many bits differ. */
export function differingBits(a: HashBits, b: HashBits): number {
  return countBits(a.high ^ b.high) + countBits(a.low ^ b.low);
}

/** The bits in four parts of 16; each takes every fourth column, so that an even sky fills none of them alone. */
export function partsOf({ high, low }: HashBits): readonly number[] {
  return [0, 1, 2, 3].map((part) => everyFourth(high, part) * 256 + everyFourth(low, part));
}

function isOtherShape(one: number, other: number): boolean {
  if (one === 0 || other === 0) return false;
  return Math.max(one, other) > mostOtherShape * Math.min(one, other);
}

function tellingBits({ high, low }: HashBits): number {
  const set = countBits(high) + countBits(low);
  return Math.min(set, 64 - set);
}

/** Of 32 bits the eight that stand at `part`, `part + 4` and so on. */
function everyFourth(bits: number, part: number): number {
  let taken = 0;
  for (let at = 0; at < 8; at++) taken |= ((bits >>> (at * 4 + part)) & 1) << at;
  return taken;
}

/** How many of 32 bits are set. */
export function countBits(bits: number): number {
  let count = bits - ((bits >>> 1) & 0x55555555);
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333);
  return Math.imul((count + (count >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
