/**
 * Reads the properties of an XMP packet. A parser of its own and no XML library: it knows no document types, no entities but the
 * five of XML, and no more depth or length than it was given, so no packet can make it slow or large.
 */

/** Texts of each property by its usual short name, such as "dc:subject"; of alternatives by language the default one alone. */
export type XmpProperties = ReadonlyMap<string, readonly string[]>;

const namespaces: Readonly<Record<string, string>> = {
  "http://www.w3.org/1999/02/22-rdf-syntax-ns#": "rdf",
  "http://purl.org/dc/elements/1.1/": "dc",
  "http://ns.adobe.com/xap/1.0/": "xmp",
  "http://ns.adobe.com/photoshop/1.0/": "photoshop",
  "http://ns.adobe.com/tiff/1.0/": "tiff",
  "http://ns.adobe.com/exif/1.0/": "exif",
  "http://ns.adobe.com/lightroom/1.0/": "lr",
  "http://www.digikam.org/ns/1.0/": "digiKam",
  "http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/": "iptc",
  "http://iptc.org/std/Iptc4xmpExt/2008-02-29/": "iptcExt",
  "http://ns.microsoft.com/photo/1.0": "microsoft",
  "http://ns.microsoft.com/photo/1.0/": "microsoft",
};
/** Structures whose fields stand for the picture as its own properties do: where it was taken, and what it shows. */
const places: ReadonlySet<string> = new Set(["iptcExt:LocationCreated", "iptcExt:LocationShown"]);
const maxTokens = 40_000;
const maxDepth = 32;
const maxValues = 1_000;
const maxTextLength = 64 * 1024;

interface Open {
  readonly name: string;
  readonly language: string;
  text: string;
}

/** What the packet says; nothing of one with a document type: XMP needs none, and entities are a known way to eat memory. */
export function parseXmp(packet: string): XmpProperties {
  return /<!(?:DOCTYPE|ENTITY)/iu.test(packet) ? new Map() : new Packet(packet).read();
}

class Packet {
  readonly #packet: string;
  readonly #prefixes = new Map<string, string>();
  readonly #properties = new Map<string, string[]>();
  /** Which language does the kept alternative of a property have? */
  readonly #languages = new Map<string, string>();
  readonly #open: Open[] = [];
  #values = 0;

  constructor(packet: string) {
    this.#packet = packet;
  }

  read(): XmpProperties {
    let at = 0;
    for (let count = 0; count < maxTokens; count++) {
      const start = this.#packet.indexOf("<", at);
      if (start < 0) break;
      this.#text(decoded(this.#packet.slice(at, Math.min(start, at + maxTextLength))));
      const next = this.#special(start) ?? this.#tag(start);
      if (next < 0) break;
      at = next;
    }
    return this.#properties;
  }

  /** Comments, processing instructions and literal text; undefined for a plain tag. */
  #special(start: number): number | undefined {
    const ends = { "<!--": "-->", "<![CDATA[": "]]>", "<?": "?>" } as const;
    for (const [begin, end] of Object.entries(ends)) {
      if (!this.#packet.startsWith(begin, start)) continue;
      const stop = this.#packet.indexOf(end, start + begin.length);
      if (stop < 0) return -1;
      if (begin === "<![CDATA[") this.#text(this.#packet.slice(start + begin.length, stop).slice(0, maxTextLength));
      return stop + end.length;
    }
    return undefined;
  }

  #text(text: string): void {
    const inner = this.#open.at(-1);
    if (inner && inner.text.length < maxTextLength) inner.text += text;
  }

  /** Answers where the tag ends; -1 where it does not. */
  #tag(start: number): number {
    const end = endOfTag(this.#packet, start + 1);
    if (end < 0) return -1;
    const inside = this.#packet.slice(start + 1, end);
    if (inside.startsWith("/")) {
      this.#close();
      return end + 1;
    }
    const isEmpty = inside.endsWith("/");
    const name = /^[^\s/>]+/u.exec(inside)?.[0] ?? "";
    const attributes = attributesOf(inside.slice(name.length));
    for (const [key, value] of attributes) this.#declare(key, value);
    const language = attributes.find(([key]) => key === "xml:lang")?.[1].toLowerCase() ?? "";
    this.#open.push({ name: this.#named(name), language, text: "" });
    if (this.#open.length > maxDepth) return -1;
    if (this.#isDescription(this.#open.length - 1) || this.#isInPlace())
      for (const [key, value] of attributes) this.#keep(this.#named(key), value, "");
    const resource = attributes.find(([key]) => this.#named(key) === "rdf:resource");
    if (resource) this.#text(resource[1]);
    if (isEmpty) this.#close();
    return end + 1;
  }

  #declare(key: string, value: string): void {
    const prefix = key.startsWith("xmlns:") ? key.slice(6) : "";
    const known = prefix !== "" && Object.hasOwn(namespaces, value) ? namespaces[value] : undefined;
    if (known !== undefined) this.#prefixes.set(prefix, known);
    else if (prefix !== "") this.#prefixes.delete(prefix);
  }

  #named(name: string): string {
    const colon = name.indexOf(":");
    const prefix = this.#prefixes.get(name.slice(0, Math.max(colon, 0)));
    return prefix === undefined ? "" : `${prefix}:${name.slice(colon + 1)}`;
  }

  /** A description that lies directly in the packet: those inside of values are about something else. */
  #isDescription(depth: number): boolean {
    return this.#open[depth]?.name === "rdf:Description" && this.#open[depth - 1]?.name === "rdf:RDF";
  }

  /** Inside of a place: written in the long form or the short ones, its fields are elements or attributes at some depth. */
  #isInPlace(): boolean {
    const description = this.#open.findIndex((_, depth) => this.#isDescription(depth));
    return description >= 0 && places.has(this.#open[description + 1]?.name ?? "");
  }

  /** What ends is a value where it is a property itself, or an item of a property's list. */
  #close(): void {
    const depth = this.#open.length - 1;
    const closed = this.#open.pop();
    if (!closed || depth < 2) return;
    const isList = closed.name === "rdf:li" && /^rdf:(?:Bag|Seq|Alt)$/u.test(this.#open[depth - 1]?.name ?? "");
    if (isList && (this.#isDescription(depth - 3) || this.#isInPlace()))
      this.#keep(this.#open[depth - 2]?.name ?? "", closed.text, closed.language);
    else if (this.#isDescription(depth - 1) || this.#isInPlace()) this.#keep(closed.name, closed.text, closed.language);
  }

  #keep(name: string, raw: string, language: string): void {
    const text = raw.trim();
    if (name === "" || name.startsWith("rdf:") || text === "" || this.#values++ > maxValues) return;
    const texts = this.#properties.get(name);
    if (!texts) {
      this.#properties.set(name, [text]);
      this.#languages.set(name, language);
    } else if (language === "") texts.push(text);
    else if (language === "x-default" && this.#languages.get(name) !== "x-default") {
      texts.splice(0, texts.length, text);
      this.#languages.set(name, language);
    }
  }
}

/** The place of the ">" that ends a tag: one inside of quotes does not. */
function endOfTag(text: string, from: number): number {
  let quote = "";
  for (let at = from; at < text.length; at++) {
    const character = text[at] ?? "";
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return at;
    else if (character === "<") return -1;
  }
  return -1;
}

/** Written without a pattern: one that finds names would take the square of the time for a tag that is one long name. */
function attributesOf(text: string): readonly (readonly [string, string])[] {
  const found: (readonly [string, string])[] = [];
  let at = 0;
  while (found.length < maxValues) {
    const equals = text.indexOf("=", at);
    if (equals < 0) break;
    const name = text.slice(at, equals).trim().split(/\s/u).at(-1) ?? "";
    let start = equals + 1;
    while (text[start] === " " || text[start] === "\n" || text[start] === "\r" || text[start] === "\t") start++;
    const quote = text[start];
    const end = quote === '"' || quote === "'" ? text.indexOf(quote, start + 1) : -1;
    if (end < 0) break;
    if (name !== "") found.push([name, decoded(text.slice(start + 1, Math.min(end, start + maxTextLength)))]);
    at = end + 1;
  }
  return found;
}

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** The five entities of XML and numbers; all others stay as they are. */
function decoded(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w{2,4}));/giu, (whole, decimal, hex, name: string) => {
    if (name !== undefined) return Object.hasOwn(entities, name) ? (entities[name] ?? whole) : whole;
    const code = decimal === undefined ? Number.parseInt(String(hex), 16) : Number(decimal);
    return code > 0 && code <= 0x10_ffff && !(code >= 0xd800 && code <= 0xdfff) ? String.fromCodePoint(code) : "";
  });
}
