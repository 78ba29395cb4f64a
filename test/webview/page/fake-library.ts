/** A library of any size that exists only as arithmetic, for views under test. */
import type { ImageState, RecordEdit, Source, TextOrigin, Why } from "../../../src/shared/model.ts";
import type { CopyView } from "../../../src/shared/copies.ts";
import type { GridCard, GridQuery, GridSection, RecordView } from "../../../src/shared/protocol.ts";

const things = [
  "lighthouse",
  "harbour",
  "bicycle",
  "tram",
  "notebook",
  "teapot",
  "mountain",
  "fox",
  "diagram",
  "poster",
];
const colours = ["red", "green", "blue", "yellow", "grey", "violet"];
const states: readonly ImageState[] = [
  "tagged",
  "tagged",
  "edited",
  "tagged",
  "untagged",
  "tagged",
  "interrupted",
  "failed",
];

/** One image of the library. */
export interface FakeImage {
  readonly index: number;
  readonly id: string;
  name: string;
  folder: string;
  state: ImageState;
  description: string;
  tags: readonly string[];
  text: string;
  alt: string;
  sources: { description?: Source; text?: Source; alt?: Source; tags?: Record<string, Source> };
  stale?: true;
  doubt?: "sameAnswer";
  missing?: true;
  textFrom?: readonly TextOrigin[];
  reviewedAt?: string;
  former?: NonNullable<RecordView["former"]>;
}

const machine: Source = { by: "model", name: "qwen3.5:4b", at: "2026-05-04T10:20:30Z" };

function formerWords(colour: string, thing: string): NonNullable<RecordView["former"]> {
  return {
    description: `A ${thing} stands in the morning light.`,
    tags: [colour, thing, "morning"],
    text: "",
    alt: `A ${colour} ${thing} at dusk`,
  };
}

/** Where these words stand, in order. */
function placesIn(text: string, words: readonly string[]): readonly { readonly at: number; readonly length: number }[] {
  const places = words.map((word) => ({ at: text.indexOf(word), length: word.length }));
  return places.filter(({ at }) => at >= 0).sort((a, b) => a.at - b.at);
}

export class FakeLibrary {
  readonly #changed = new Map<number, FakeImage>();
  #order: readonly number[] | undefined;
  /** In place of every name of a folder, of a model, of facts and of failures. */
  /** Files that say nothing from now on. */
  isSilent = false;
  readonly #foreign: string | undefined;
  readonly #sets: ReadonlySet<string>[] = [];
  #sections: { readonly key: string; readonly sections: readonly GridSection[] } | undefined;
  readonly folderSize: number;
  total: number;
  /** How many pictures, from the first image on, are there three times. */
  copied = 4;

  constructor(total: number, folderSize: number, foreign?: string) {
    this.total = total;
    this.#foreign = foreign;
    this.folderSize = folderSize;
  }

  image(index: number): FakeImage {
    const known = this.#changed.get(index);
    if (known) return known;
    const thing = things[index % things.length] ?? "";
    const colour = colours[(index * 7) % colours.length] ?? "";
    const state = states[(index * 5) % states.length] ?? "tagged";
    const isTagged = state === "tagged" || state === "edited";
    const folder = Math.floor(index / this.folderSize);
    const by = this.#foreign === undefined ? machine : { ...machine, name: this.#foreign };
    const image: FakeImage = {
      index,
      id: `id${index}`,
      name: `${colour}-${thing}-${String(index).padStart(5, "0")}.jpg`,
      folder: this.#folder(folder),
      state,
      description: isTagged ? `A ${colour} ${thing} stands in the evening light. Nobody is near it.` : "",
      tags: isTagged ? [colour, thing, "evening", "outdoor", "photo"] : [],
      text: isTagged && index % 3 === 0 ? `No. ${index}\nPLATFORM 4` : "",
      alt: isTagged ? `A ${colour} ${thing} at dusk` : "",
      // some were tagged again, and say something else than before
      ...(isTagged && index % 3 === 1 && { former: formerWords(colour, thing) }),
      ...(isTagged && index % 3 === 0 && { textFrom: ["both", "ocr"] as const }),
      sources: isTagged ? { description: by, alt: by, tags: { [colour]: by, [thing]: by } } : {},
    };
    this.#changed.set(index, image);
    return image;
  }

  #folder(number: number): string {
    if (this.#foreign !== undefined) return `${this.#foreign}/${number}`;
    return number === 0 ? "" : `trips/${2000 + number}/week ${number}`;
  }

  #failure(name: string) {
    const said = this.#foreign ?? `${name} does not decode as JPEG. Replace the file.`;
    return { reason: "undecodable", message: said } as const;
  }

  /** Turns the order around: what a change of the library may do to every place. */
  reverse(): void {
    this.#order = Array.from({ length: this.total }, (_, n) => this.total - 1 - n);
  }

  byId(id: string): FakeImage | undefined {
    const index = Number(id.slice(2));
    return id.startsWith("id") && index < this.total ? this.image(index) : undefined;
  }

  edit(id: string, edit: RecordEdit): void {
    const image = this.byId(id);
    if (!image) return;
    const person: Source = { by: "person", at: "2026-05-05T08:00:00Z" };
    const tags = { ...image.sources.tags };
    for (const tag of edit.tags ?? []) if (!image.tags.includes(tag)) tags[tag] = person;
    const { description, text, alt } = edit;
    image.sources = {
      ...image.sources,
      tags,
      ...(description === undefined ? {} : { description: person }),
      ...(text === undefined ? {} : { text: person }),
      ...(alt === undefined ? {} : { alt: person }),
    };
    const { isReviewed, ...values } = edit;
    Object.assign(image, values);
    if (Object.keys(values).length > 0) image.state = "edited";
    if (isReviewed) {
      image.reviewedAt = person.at ?? "";
      delete image.former;
    }
    if (text !== undefined) delete image.textFrom;
  }

  /** Keeps a set to search within. */
  keepSet(ids: readonly string[]): string {
    this.#sets.push(new Set(ids));
    return String(this.#sets.length - 1);
  }

  setOf(within: string): ReadonlySet<string> {
    return this.#sets[Number(within)] ?? new Set();
  }

  /** Indices of the images that a query shows, in order; only what a small library needs is filtered one by one. */
  found(query: GridQuery): { readonly count: number; readonly at: (place: number) => number } {
    const like = query.similarTo === undefined ? undefined : Number(query.similarTo.slice(2));
    if (query.duplicates) return { count: 3 * this.#copied(query), at: (place) => place };
    const within = query.within === undefined ? undefined : this.setOf(query.within);
    const isPlain =
      query.search === "" && query.states.length === 0 && query.folder === "" && like === undefined && !within;
    const order = this.#order;
    if (isPlain) return { count: this.total, at: (place) => order?.[place] ?? place };
    const words = query.search.toLowerCase().split(/\s+/u).filter(Boolean);
    const all = Array.from({ length: this.total }, (_, index) => index).filter((index) => {
      const image = this.image(index);
      if (index === like || within?.has(`id${index}`) === false) return false;
      const isStale = image.stale === true && query.states.includes("stale");
      if (query.states.length > 0 && !query.states.includes(image.state) && !isStale) return false;
      if (query.folder !== "" && image.folder !== query.folder) return false;
      return words.length === 0 || words.some((word) => image.name.includes(word) || image.tags.includes(word));
    });
    if (like !== undefined) all.sort((a, b) => Math.abs(a - like) - Math.abs(b - like));
    return { count: all.length, at: (place) => all[place] ?? -1 };
  }

  /** Words that no image carries, and folders but the first, leave none. */
  #copied({ search, folder }: GridQuery): number {
    const isNone = folder !== "" || (search !== "" && !things.includes(search));
    return isNone ? 0 : this.copied;
  }

  /** Of three copies the first is the best, the second the same again, the third a smaller one of its own folder. */
  #copy(index: number): CopyView {
    const place = index % 3;
    // the first picture is there three times as it is
    const areIdentical = index < 3;
    const isSmall = place === 2 && !areIdentical;
    return {
      ...(place === 0 && !areIdentical && { isBest: true }),
      ...((place === 1 || (areIdentical && place > 0)) && { isIdentical: true }),
      ...(areIdentical && { areIdentical }),
      differs: areIdentical ? [] : ["pixels", "bytes", "format", "day", "tags", "description"],
      width: isSmall ? 800 : 4000,
      height: isSmall ? 600 : 3000,
      bytes: isSmall ? 210_000 : 3_200_000,
      format: isSmall ? "webp" : "jpeg",
      day: isSmall ? "2025-01-02T10:00:00" : "2024-05-04T10:00:00",
      ownTags: isSmall ? [] : [this.#foreign ?? "harbour"],
      spareBytes: areIdentical ? 6_400_000 : 3_410_000,
    };
  }

  sections(query: GridQuery): readonly GridSection[] {
    if (query.duplicates) return Array.from({ length: this.#copied(query) }, () => ({ folder: "", count: 3 }));
    const isRanked = query.search !== "" || query.similarTo !== undefined;
    if (isRanked || query.sort !== "path" || this.#order) return [];
    const key = `${this.total} ${JSON.stringify(query)}`;
    if (this.#sections?.key === key) return this.#sections.sections;
    const { count, at } = this.found(query);
    const sections: { folder: string; count: number }[] = [];
    for (let place = 0; place < count; place += 1) {
      const folder = Math.floor(at(place) / this.folderSize);
      const name = this.#folder(folder);
      const last = sections.at(-1);
      if (last?.folder === name) last.count += 1;
      else sections.push({ folder: name, count: 1 });
    }
    this.#sections = { key, sections };
    return sections;
  }

  card(index: number, query: GridQuery): GridCard {
    const { id, name, folder, state, tags, description, stale, missing } = this.image(index);
    const failure = this.#failure(name);
    const path = folder === "" ? name : `${folder}/${name}`;
    const card = {
      id,
      name,
      folder,
      path,
      state,
      ...(state === "failed" ? { failure } : {}),
      ...(stale && { stale }),
      ...(missing && { missing }),
    };
    if (query.duplicates) return { ...card, copy: this.#copy(index) };
    if (query.search === "" && query.similarTo === undefined) return card;
    const words = query.search.split(/\s+/u).filter((word) => tags.includes(word));
    const why: readonly Why[] = [
      ...(words.length > 0
        ? [{ field: "tags", words, strength: 0.9, ranges: placesIn(tags.join(", "), words) } as const]
        : []),
      { field: "meaning", strength: 0.82 - (index % 40) / 100 },
    ];
    return { ...card, why, tags, description };
  }

  record(id: string, previewUri: string | undefined): RecordView | undefined {
    const image = this.byId(id);
    if (!image) return undefined;
    const { name, folder, state, description, tags, text, alt, sources, index, stale, doubt, textFrom, missing } =
      image;
    const { reviewedAt, former } = image;
    const foreign = this.#foreign;
    return {
      id,
      name,
      folder,
      state,
      description,
      tags,
      text,
      alt,
      sources,
      path: folder === "" ? name : `${folder}/${name}`,
      size: 123_456 + index * 1000,
      modifiedAt: "2026-04-03T09:08:07Z",
      ...(reviewedAt !== undefined && { reviewedAt }),
      ...(former && { former }),
      facts: {
        width: 1600,
        height: 1000,
        format: "jpeg",
        takenAt: "2025-08-09T18:30:00",
        camera: "Fujifilm X-T30",
        place: { latitude: 53.5413, longitude: -9.9841 },
        ...(foreign !== undefined && { camera: foreign }),
      },
      ...(!this.isSilent && {
        file: {
          keywords: foreign === undefined ? ["holiday", ...tags.slice(0, 1)] : [foreign, "b"],
          title: foreign ?? "Day out",
          caption: foreign ?? "On the coast road, \nlate in the day",
          altText: foreign ?? alt,
          rating: 4,
          placeNames: [foreign ?? "Cleggan", "Ireland"],
          creator: foreign ?? "Ann Ågård",
          ...(foreign !== undefined && { copyright: foreign, camera: foreign }),
          sidecars: [foreign ?? `${name}.xmp`],
        },
      }),
      engine: "ollama",
      model: foreign ?? "qwen3.5:4b",
      taggedAt: "2026-05-04T10:20:30Z",
      ...(state === "failed" ? { failure: this.#failure(name) } : {}),
      ...(stale && { stale }),
      ...(doubt && { doubt }),
      ...(missing && { missing }),
      ...(textFrom && { textFrom }),
      ...(previewUri === undefined ? {} : { previewUri }),
    };
  }

  tagsInUse(start: string): readonly string[] {
    if (this.#foreign !== undefined) return [this.#foreign];
    return [...colours, ...things, "evening", "outdoor", "photo", "rainy street", "reading", "reflection"].filter(
      (tag) => tag.startsWith(start.toLowerCase()),
    );
  }
}
