// What the app says, in the language chosen. Dictionaries have the same keys (tests/field/test_words.py).

import en from "./words.en.js";
import vi from "./words.vi.js";

const BOOKS = { vi, en };
let language = "vi";
let plural = new Intl.PluralRules(language);

export const LANGUAGES = Object.keys(BOOKS);
export const currentLanguage = () => language;

/** Speak this language from now on; one we do not have leaves things as they are. */
export function speak(wanted) {
  if (!BOOKS[wanted]) return;
  language = wanted;
  plural = new Intl.PluralRules(wanted);
  document.documentElement.lang = wanted;
}

/** 9.870 in Vietnamese, 9,870 in English. */
export const number = (value) => value.toLocaleString(language === "vi" ? "vi-VN" : "en-GB");

/** The words under `key`, {names} filled in from `values`; {n} also chooses between one and other. */
export function t(key, values = {}) {
  let words = BOOKS[language][key];
  if (words === undefined) return key;
  if (typeof words === "object") words = words[plural.select(values.n)] || words.other;
  return words.replace(/\{(\w+)\}/g, (_whole, name) => {
    const value = values[name];
    return typeof value === "number" ? number(value) : String(value ?? "");
  });
}

/** The words under `prefix.code`, or `otherwise` for a code this version does not know yet. */
export function named(prefix, code, otherwise = code) {
  return BOOKS[language][`${prefix}.${code}`] === undefined ? otherwise : t(`${prefix}.${code}`);
}
