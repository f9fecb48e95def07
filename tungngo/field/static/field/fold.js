// Text as it is searched: lower case, no marks, đ as d, punctuation as single spaces.
// The same as tungngo/lib/text.fold; tests/field/test_fold.py holds the two together.

const APOSTROPHES = "'‘’‛ʼʻʹ′＇";
const INVISIBLE = "\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069";
const DROPPED = new Set(APOSTROPHES + INVISIBLE + "`´");
const STROKED = { đ: "d", ð: "d", ɖ: "d", ƀ: "b", ħ: "h", ł: "l", ø: "o" };
const LETTER_NUMBER_MARK = /[\p{L}\p{N}\p{M}]/u;
const known = new Map();

// Unicode's case folding, near enough: upper case first makes ß → SS and ς, ſ → their plain letters.
const caseless = (c) => (c === "ı" ? c : c.toUpperCase().toLowerCase().replace(/ς/g, "σ"));
const casefold = (text) => Array.from(text, caseless).join("");

function foldOne(char) {
  if (DROPPED.has(char)) return "";
  let out = "";
  for (const raw of casefold(casefold(char.normalize("NFKD")).normalize("NFKD"))) {
    const c = STROKED[raw] || raw;
    if ((c >= "\u0300" && c <= "\u036f") || APOSTROPHES.includes(c)) continue;
    out += LETTER_NUMBER_MARK.test(c) ? c : " ";
  }
  return out;
}

/** The search key of a text. */
export function fold(text) {
  let out = "";
  for (const char of text.normalize("NFC")) {
    let folded = known.get(char);
    if (folded === undefined) known.set(char, (folded = foldOne(char)));
    out += folded;
  }
  return out.split(/\s+/).filter(Boolean).join(" ").normalize("NFC");
}

/** Whether every word of `query` (already folded) begins a word of `key` (already folded). */
export const matches = (key, query) => query.split(" ").every((word) => ` ${key}`.includes(` ${word}`));
