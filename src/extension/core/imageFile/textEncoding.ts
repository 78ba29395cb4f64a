/** Decodes text whose encoding nobody wrote down, or wrote down wrongly. */

const utf8 = new TextDecoder("utf-8", { fatal: true });
const western = new TextDecoder("windows-1252");

/** UTF-8 where it is valid, else Western European, which old programs wrote; ends at the first NUL. */
export function decodeText(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  const own = end < 0 ? bytes : bytes.subarray(0, end);
  try {
    return utf8.decode(own).trim();
  } catch {
    return western.decode(own).trim(); // not UTF-8, so it is what there was before
  }
}

/** UTF-16 with the low byte first, as Windows writes its fields; a lone half of a character is replaced. */
export function decodeUtf16(bytes: Uint8Array, isLittle = true): string {
  const text = new TextDecoder(isLittle ? "utf-16le" : "utf-16be").decode(bytes);
  const end = text.indexOf("\0");
  return (end < 0 ? text : text.slice(0, end)).trim();
}

/** The text of an XMP packet: by its byte order mark, else by where its zero bytes are. */
export function decodePacket(bytes: Uint8Array): string {
  const [first, second, third] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder("utf-16le").decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder("utf-16be").decode(bytes);
  if (first === 0 && second !== 0) return new TextDecoder("utf-16be").decode(bytes);
  if (first !== 0 && second === 0 && third !== 0) return new TextDecoder("utf-16le").decode(bytes);
  try {
    return utf8.decode(bytes);
  } catch {
    return western.decode(bytes); // a packet of a program that never heard of UTF-8
  }
}
