/** Cuts a query into its parts as they are written: words, phrases, signs, filters, OR; each knows where it stands. */

/** One part of a query. */
export interface Token {
  /** UTF-16 offset of its first character. */
  readonly at: number;
  readonly sign: "" | "+" | "-";
  /** Lower case; "" where the part is no filter. */
  readonly key: string;
  /** What stands between key and value: ":" or, for sizes, "<" and ">". */
  readonly relation: "" | ":" | "<" | ">";
  readonly value: string;
  readonly isPhrase: boolean;
  /** A quote that was opened and not closed: where. */
  readonly openQuoteAt?: number;
  readonly isOr: boolean;
}

const filterStart = /([\p{L}]+):|([wh])([<>])/uy;
const quoteStart = /["“”„«»]/u;

/** All parts of a query, in order; nothing is left out but blanks. */
export function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < query.length;) {
    if (/\s/u.test(query.charAt(at))) {
      at++;
      continue;
    }
    const { token, end } = readToken(query, at);
    tokens.push(token);
    at = end;
  }
  return tokens;
}

function readToken(query: string, at: number): { token: Token; end: number } {
  const first = query.charAt(at);
  const sign = (first === "+" || first === "-") && /\S/u.test(query.charAt(at + 1)) ? first : "";
  let next = at + sign.length;
  filterStart.lastIndex = next;
  const filter = filterStart.exec(query);
  // an address like https://… is no filter
  const isFilter = filter !== null && !(filter[1] !== undefined && query.startsWith("//", filterStart.lastIndex));
  if (isFilter) next = filterStart.lastIndex;
  const value = readValue(query, next);
  const isOr = sign === "" && !isFilter && !value.isPhrase && value.text === "OR";
  const token: Token = {
    at,
    sign,
    key: isFilter ? (filter[1] ?? filter[2] ?? "").toLowerCase() : "",
    relation: isFilter ? ((filter[3] ?? ":") as Token["relation"]) : "",
    value: value.text,
    isPhrase: value.isPhrase,
    isOr,
    ...(value.isOpen ? { openQuoteAt: next } : {}),
  };
  return { token, end: value.end };
}

function readValue(query: string, at: number): { text: string; end: number; isPhrase: boolean; isOpen: boolean } {
  if (quoteStart.test(query.charAt(at))) {
    const close = query.slice(at + 1).search(quoteStart);
    const end = close < 0 ? query.length : at + 1 + close;
    return { text: query.slice(at + 1, end), end: Math.min(query.length, end + 1), isPhrase: true, isOpen: close < 0 };
  }
  const length = query.slice(at).search(/\s/u);
  const end = length < 0 ? query.length : at + length;
  return { text: query.slice(at, end), end, isPhrase: false, isOpen: false };
}
