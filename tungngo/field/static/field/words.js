// What the app says, in the language chosen. Dictionaries have the same keys (tests/field/test_words.py).
// Of the app's own books only the one spoken is fetched before the first screen is drawn.

export const LANGUAGES = ["vi", "en"];
const BOOKS = {}; // language → key → words
let language = "vi";
let plural = new Intl.PluralRules(language);

export const currentLanguage = () => language;

/** Fetch the book of a language; falls back to Vietnamese when it cannot be had. */
export async function openBook(code) {
  if (BOOKS[code]?.secrets) return;
  const { default: words } = await import(code === "en" ? "./words.en.js" : "./words.vi.js");
  BOOKS[code] = { ...words, ...BOOKS[code] };
}

/** Words of a screen that is fetched later: {vi: {key: words}, en: {…}}. */
export function learn(words) {
  for (const code of LANGUAGES) BOOKS[code] = { ...BOOKS[code], ...words[code] };
}

/** Speak this language from now on; one we do not have leaves things as they are. */
export function speak(wanted) {
  if (!BOOKS[wanted]?.secrets || wanted === language) {
    document.documentElement.lang = language;
    return;
  }
  language = wanted;
  plural = new Intl.PluralRules(wanted);
  document.documentElement.lang = wanted;
}

/**
 * 9.870 and 1,5 in Vietnamese, 9,870 and 1.5 in English; three decimals at most. By hand: the browser's own
 * NumberFormat takes a slow phone up to 100 ms to make, before the list can be drawn.
 */
export function number(value) {
  const [whole, part] = String(Math.round(value * 1000) / 1000).split(".");
  const [thousands, decimals] = language === "vi" ? [".", ","] : [",", "."];
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thousands);
  return part ? grouped + decimals + part : grouped;
}

/** The words under `key`, {names} filled in from `values`; {n} also chooses between one and other. */
export function t(key, values = {}) {
  let words = BOOKS[language]?.[key];
  if (words === undefined) return key;
  if (typeof words === "object") words = words[plural.select(values.n)] || words.other;
  return words.replace(/\{(\w+)\}/g, (_whole, name) => {
    const value = values[name];
    return typeof value === "number" ? number(value) : String(value ?? "");
  });
}

/** The words under `prefix.code`, or `otherwise` for a code this version does not know yet. */
export function named(prefix, code, otherwise = code) {
  return BOOKS[language]?.[`${prefix}.${code}`] === undefined ? otherwise : t(`${prefix}.${code}`);
}
