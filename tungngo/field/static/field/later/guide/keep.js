// Guide cards, pictures and voices on this phone. They are nobody's personal data, so they lie in the browser's
// cache and not in the store: each under its digest, whole or not at all. What is here already is never
// fetched again, so a fetch that was cut goes on where it stopped.

import { readKept } from "../../store.js";
import * as wire from "../../wire.js";

const SHELF = "tungngo-guides";
const CARD = "/field/guide";
const MEDIA = "/field/guide-media";
const LETTERS = new URL("../../../look/fonts/noto-sans-tai-viet.woff2", import.meta.url).pathname;
const TAI_VIET = /-Tavt(-|$)/;
const WEIGHTS = ["400", "500 800"]; // as the app's own typeface is cut
const untilClosed = new Map(); // where this browser keeps no files (plain http)

const keyOf = (path, digest) => `${path}?digest=${digest}`;

async function find(path, digest) {
  const key = keyOf(path, digest);
  if (untilClosed.has(key)) return untilClosed.get(key);
  const kept = globalThis.caches && (await (await caches.open(SHELF)).match(key));
  return kept ? kept.blob() : null;
}

async function put(path, digest, blob) {
  const key = keyOf(path, digest);
  try {
    if (!globalThis.caches) throw new Error("no place for files");
    await (await caches.open(SHELF)).put(key, new Response(blob));
  } catch (failure) {
    console.warn(failure); // a full phone: it can still be shown now
    untilClosed.set(key, blob);
  }
}

/** Whether these are the bytes that were asked for; a browser that cannot tell takes them as they are. */
async function isWhole(bytes, digest) {
  if (!globalThis.crypto?.subtle) return true;
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("") === digest;
}

async function fetched(path, digest, kind) {
  const { device } = await readKept();
  const bytes = await wire.file(device?.secret, path, digest);
  if (!(await isWhole(bytes, digest))) throw new wire.WireError(wire.CUT);
  const blob = new Blob([bytes], { type: kind });
  await put(path, digest, blob);
  return blob;
}

/** The card of a line of the index, from the phone or else from the server. Throws WireError. */
export async function openCard({ digest }) {
  const blob = (await find(CARD, digest)) || (await fetched(CARD, digest, "application/json"));
  return JSON.parse(await blob.text());
}

/** A picture or voice of a card, as a Blob. Throws WireError. */
export async function openMedia({ digest, kind }) {
  const blob = (await find(MEDIA, digest)) || (await fetched(MEDIA, digest, kind));
  return blob.type === kind ? blob : new Blob([blob], { type: kind });
}

/** Every picture and voice of a card, each once. */
export function mediaOf(card) {
  const all = [card.warning_audio, ...card.steps.flatMap((step) => [step.picture, step.audio])];
  return [...new Map(all.filter(Boolean).map((file) => [file.digest, file])).values()];
}

async function isKept(line) {
  const blob = await find(CARD, line.digest);
  if (!blob) return false;
  if (!line.media) return true;
  const files = mediaOf(JSON.parse(await blob.text()));
  return (await Promise.all(files.map((file) => find(MEDIA, file.digest)))).every(Boolean);
}

/** Digests of those lines of the index that are on the phone whole, with pictures and voices. */
export async function keptOf(index) {
  const kept = await Promise.all(index.map(isKept));
  return new Set(index.filter((_line, at) => kept[at]).map((line) => line.digest));
}

/**
 * Bring these lines of the index to the phone, one file after the other; `tell(done)` says how many lines are
 * whole. With `media` false only the cards come, which are small. Throws WireError; what came stays.
 */
export async function keepAll(index, { media = true, tell = () => {} } = {}) {
  let done = 0;
  for (const line of index) {
    const card = await openCard(line);
    if (media) for (const file of mediaOf(card)) await openMedia(file);
    done += 1;
    tell(done);
  }
}

const writesTaiViet = (index) => index.some(({ language }) => TAI_VIET.test(language));
let letters = null;

async function lettersHere() {
  if (!globalThis.caches) return `url(${LETTERS})`;
  const shelf = await caches.open(SHELF);
  if (!(await shelf.match(LETTERS))) await shelf.add(LETTERS);
  return (await shelf.match(LETTERS)).arrayBuffer();
}

/** Where a guide is written in Tai Viet, have its letters: few phones bring any. Quietly; without a line the next time. */
export function showLetters(index) {
  if (!writesTaiViet(index)) return;
  letters ??= lettersHere().then(
    (source) => WEIGHTS.forEach((weight) => document.fonts.add(new FontFace("Be Vietnam Pro", source, { weight, unicodeRange: "U+AA80-AADF" }))),
    (failure) => { letters = null; console.info(failure); },
  );
}

/** Drop what no line of the index names any more: guides that newer ones replaced. */
export async function dropOld(index) {
  if (!globalThis.caches || !index.length) return;
  const shelf = await caches.open(SHELF);
  const wanted = new Set(index.map((line) => keyOf(CARD, line.digest)));
  wanted.add(LETTERS); // where they were fetched they stay: quizzes may be written in them, too
  for (const line of index) {
    const blob = await find(CARD, line.digest);
    if (blob) mediaOf(JSON.parse(await blob.text())).forEach((file) => wanted.add(keyOf(MEDIA, file.digest)));
  }
  for (const { url } of await shelf.keys()) {
    const { pathname, search } = new URL(url);
    if (!wanted.has(pathname + search)) await shelf.delete(url);
  }
}

/**
 * Called once the list of doors is there: the cards of the language spoken come by themselves (some ten
 * kilobytes), quietly, and old ones go. Pictures and voices wait until somebody asks.
 */
export async function keepQuietly(index, language) {
  showLetters(index);
  try {
    await keepAll(index.filter((line) => line.language === language), { media: false });
    await dropOld(index);
  } catch (failure) {
    console.info(failure); // the next time, or when a guide is opened
  }
}
