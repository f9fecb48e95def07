// The opened lock of this tab: its data key, what it opened already, and the writes that are under way.
// It knows how a row lies on the disk; it never touches the disk.

import { sameSealing, seal, unseal } from "./vault.js";

// What stays readable beside a sealed row: what indexes, counts and the server's receipts need. Whatever is
// not named here is sealed.
const SHELVES = {
  mirror: { key: "room", clear: ["room", "fp"] },
  outbox: {
    key: "op",
    clear: ["op", "kind", "origin", "door", "state", "tries", "saved_at", "receipt_at", "code", "withdrawn", "replaced", "by", "about"],
  },
  drafts: { key: "door", clear: ["door", "written_at"] },
  kept: { key: "name", clear: ["name"] },
  photos: { key: "id", clear: ["id", "door", "total", "digest", "got", "taken_at", "failed"] },
};
export const SEALED_KEPT = new Set(["device"]); // of the few things about this phone: its secret and whose it is

/** A write was asked for while the store is locked, or was locked anew meanwhile. */
export class Locked extends Error {}

let lockId = "";
let key = null;
let formerKey = null;
const seen = new Map(); // place → {sealed, value}: nothing is opened twice
const underway = new Set();
let changing = Promise.resolve();

export const isOpen = () => key !== null;
export const openedLock = () => lockId;

/**
 * From now on seal with this key; what the key before it sealed can still be opened in this tab. Gives
 * what takes it back.
 */
export function use(lock, dataKey) {
  const before = [lockId, key, formerKey];
  if (key) formerKey = key;
  lockId = lock;
  key = dataKey;
  return () => ([lockId, key, formerKey] = before);
}

/** Forget the keys and all that was opened. */
export function shutSafe() {
  lockId = "";
  key = formerKey = null;
  seen.clear();
}

const placeOf = (table, row) => `${table}/${row[SHELVES[table].key]}`;

/** A row as it lies on the disk: its readable part, and the rest sealed. */
export async function shut(table, row) {
  if (!key) throw new Locked();
  const clear = {};
  const secret = {};
  for (const [name, value] of Object.entries(row)) {
    if (SHELVES[table].clear.includes(name)) clear[name] = value;
    else secret[name] = value;
  }
  const place = placeOf(table, row);
  const sealed = await seal(key, place, secret);
  seen.set(place, { sealed: sealed.slice(0, 12), value: secret });
  return { ...clear, sealed };
}

/** A row of the disk as the app knows it. `otherKey`: of another lock than this tab's. */
export async function opened(table, row, otherKey = null) {
  const { sealed, ...clear } = row;
  if (!sealed) return row; // written by a version of the app that knew no lock
  const place = placeOf(table, row);
  if (otherKey) return { ...clear, ...(await unseal(otherKey, place, sealed)) };
  let had = seen.get(place);
  if (!had || !sameSealing(had.sealed, sealed)) {
    had = { sealed: sealed.slice(0, 12), value: await unsealHere(place, sealed) };
    seen.set(place, had);
  }
  return { ...clear, ...had.value };
}

function unsealHere(place, sealed) {
  if (!key) throw new Locked();
  const value = unseal(key, place, sealed);
  return formerKey ? value.catch(() => unseal(formerKey, place, sealed)) : value;
}

/** Rows opened; one that cannot be (a broken disk) is left out and said in the console. */
export async function allOpened(table, rows, otherKey = null) {
  const tried = await Promise.allSettled(rows.map((row) => opened(table, row, otherKey)));
  tried.filter((one) => one.reason).forEach((one) => console.error(table, one.reason));
  return tried.filter((one) => !one.reason).map((one) => one.value);
}

/** Run a write that seals. Locking waits for it, and a change of the lock comes before or after it. */
export function during(write) {
  const one = changing.then(write);
  const settled = one.catch(() => {}).then(() => underway.delete(settled));
  underway.add(settled);
  return one;
}

/** Resolves when neither a write nor a change of the lock is under way. */
export async function quiet() {
  await changing;
  while (underway.size) await Promise.all(underway);
}

/** Run a change of the lock itself: it waits for writes under way, and later ones wait for it. */
export function alone(change) {
  const before = [...underway];
  const one = changing.then(() => Promise.all(before)).then(change);
  changing = one.catch(() => {});
  return one;
}
