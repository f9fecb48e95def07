// The life of the lock: chosen, opened, changed, forgotten and remembered. Every function takes the opened
// database first; store.js hands it over. Rows under a forgotten PIN wait in a strongbox: sealed as they are,
// beside their old lock, until somebody remembers it.

import * as safe from "./safe.js";
import { makeLock, openLock, waitLeft } from "./vault.js";

export const NOW = "now"; // the place of the lock in use; a strongbox's lock lies at its own id
export const NEW = "new"; // nobody's phone yet
export const CHOOSE = "choose"; // there is something to protect, and no PIN
export const LOCKED = "locked";
export const OPEN = "open";

const SEALABLE = ["mirror", "outbox", "drafts", "kept", "photos"];
const tables = (db) => [...SEALABLE.map((name) => db[name]), db.locks, db.boxes];

/** What this tab meets: one of the four above. A store without a PIN opens by itself. */
export async function gateOf(db) {
  const lock = await db.locks.get(NOW);
  if (!lock) {
    const used = (await db.kept.get("device")) || (await db.outbox.count());
    return used ? CHOOSE : NEW;
  }
  if (lock.wrapped) return safe.openedLock() === lock.id ? OPEN : LOCKED;
  safe.use(lock.id, lock.key);
  const asked = await db.kept.get("pin");
  return asked?.value === "required" ? CHOOSE : OPEN;
}

// ---------------------------------------------------------------------------------- trying a PIN

/** Milliseconds until the lock at `place` may be tried. A clock set back begins the pause anew, once. */
export function waitOf(db, place) {
  return db.transaction("rw", db.locks, async () => {
    const lock = await db.locks.get(place);
    if (!lock) return 0;
    if (Date.now() < lock.since) await db.locks.update(place, { since: Date.now() });
    return waitLeft(lock, Date.now());
  });
}

/**
 * Try a PIN: {key, lock}, or {key: null, wait: ms}. A try is written down before it is made, so a killed
 * tab, a reload or a second tab gives none for nothing.
 */
export async function tryPin(db, place, pin) {
  const wait = await waitOf(db, place);
  if (wait) return { key: null, wait };
  const lock = await noteTry(db, place).catch(async (failure) => {
    if (!isFull(failure)) throw failure;
    // A phone without any room must still be opened, to send what waits: every try costs time instead.
    await new Promise((done) => setTimeout(done, FULL_PAUSE_MS));
    return db.locks.get(place);
  });
  const key = lock && (await openLock(lock, pin));
  if (!key) return { key: null, wait: await waitOf(db, place) };
  await db.locks.update(place, { wrong: 0, since: 0 }).catch((failure) => console.warn(failure));
  return { key, lock };
}

const FULL_PAUSE_MS = 3000;
/** Whether a write failed because the phone has no room left. */
export const isFull = ({ name, inner }) => name === "QuotaExceededError" || inner?.name === "QuotaExceededError";

const noteTry = (db, place) =>
  db.transaction("rw", db.locks, async () => {
    const row = await db.locks.get(place);
    if (!row || waitLeft(row, Date.now())) return null;
    await db.locks.update(place, { wrong: (row.wrong || 0) + 1, since: Date.now() });
    return row;
  });

/** Open this tab. 0 when it is open, else the milliseconds to wait (1 when there is nothing to wait for). */
export async function unlock(db, pin) {
  const { key, lock, wait } = await tryPin(db, NOW, pin);
  if (!key) return Math.max(1, wait);
  safe.use(lock.id, key);
  return 0;
}

// ---------------------------------------------------------------------------------- choosing a PIN

// What a row is known by while it is being sealed anew: a change in between is noticed.
const markOf = (row) =>
  JSON.stringify(row, (_name, value) => (value instanceof Uint8Array ? Array.from(value.subarray(0, 12)) : value));
const marksOf = (shelves) => shelves.map((rows) => rows.map(markOf).join("\n")).join("\n\n");
const readAll = (db) => Promise.all(SEALABLE.map((name) => db[name].toArray()));

/**
 * Put all there is under a new key and lock, in one step: a PIN chosen, changed, or declined (null).
 * `values` (name → value) are kept in the same step. Whatever lay there unsealed is sealed after it.
 */
export function chooseLock(db, pin, values = {}) {
  return safe.alone(async () => {
    const [lock, key] = await makeLock(pin);
    const takeBack = safe.use(lock.id, key);
    try {
      while (!(await sealAnew(db, lock, values)));
    } catch (failure) {
      takeBack();
      throw failure;
    }
  });
}

/** Whether it worked; it did not when another tab wrote meanwhile. */
async function sealAnew(db, lock, values) {
  const before = await readAll(db);
  const after = await Promise.all(SEALABLE.map((name, at) => resealed(name, before[at], values)));
  return db.transaction("rw", tables(db), async () => {
    if (marksOf(await readAll(db)) !== marksOf(before)) return false;
    await Promise.all(SEALABLE.map((name, at) => db[name].bulkPut(after[at])));
    await db.locks.put({ ...lock, place: NOW });
    return true;
  });
}

async function resealed(table, rows, values) {
  const plain = await safe.allOpened(table, rows); // what a broken disk lost is left as it lies
  if (table !== "kept") return Promise.all(plain.map((row) => safe.shut(table, row)));
  const kept = Object.entries({ ...Object.fromEntries(plain.map(({ name, value }) => [name, value])), ...values });
  return Promise.all(kept.map(([name, value]) => shutKept(name, value)));
}

/** A thing about this phone as it lies on the disk. */
export const shutKept = async (name, value) =>
  safe.SEALED_KEPT.has(name) ? safe.shut("kept", { name, value }) : { name, value };

// ---------------------------------------------------------------------------------- forgotten, remembered

/**
 * The PIN is forgotten: begin anew on this phone. Rows for which `stays(row)` holds go with the drafts, the
 * photos that wait (which of a door's records name them is sealed, so all of them), and their lock into a
 * strongbox; all else is dropped, the server has it.
 */
export function setAside(db, stays) {
  return safe.alone(() => db.transaction("rw", tables(db), async () => {
    const lock = await db.locks.get(NOW);
    const drafts = await db.drafts.toArray();
    const photos = await db.photos.toArray();
    const pictured = new Set(photos.map(({ door }) => door));
    const records = await db.outbox.filter((row) => stays(row) || pictured.has(row.door)).toArray();
    const device = await db.kept.get("device");
    if (lock && records.length + drafts.length) {
      const rows = [["outbox", records], ["drafts", drafts], ["photos", photos], ["kept", device ? [device] : []]];
      await db.boxes.bulkAdd(rows.flatMap(([table, all]) => all.map((row) => ({ box: lock.id, table, row }))));
      await db.locks.put({ ...lock, place: lock.id, at: Date.now(), records: records.length, drafts: drafts.length });
    }
    await empty(db);
  })).then(safe.shutSafe);
}

/** Nobody's phone again: only the language stays, and strongboxes. To be called in a transaction. */
export async function empty(db) {
  const language = await db.kept.get("language");
  await Promise.all(SEALABLE.map((name) => db[name].clear()));
  await db.locks.delete(NOW);
  if (language) await db.kept.put(language);
}

/** The strongboxes on this phone, oldest first: [{place, at, records, drafts}]. */
export const boxesOf = (locks) => locks.filter((lock) => lock.place !== NOW).sort((one, other) => one.at - other.at);

/**
 * An old PIN is remembered: what lies in its strongbox goes back where it was, under the lock of today, and
 * out again as the same operations. Gives {records}; {wait} for a wrong PIN (ms, at least 1); {foreign: name}
 * when another person recorded it, and nothing is changed.
 */
export async function openBox(db, place, pin, account) {
  const { key, wait } = await tryPin(db, place, pin);
  if (!key) return { wait: Math.max(1, wait) };
  const inside = await db.boxes.where({ box: place }).toArray();
  const back = (name) => safe.allOpened(name, inside.filter(({ table }) => table === name).map(({ row }) => row), key);
  const [rows, written, taken, [owner]] = await Promise.all(["outbox", "drafts", "photos", "kept"].map(back));
  if (owner && owner.value.account.id !== account.id) return { foreign: owner.value.account.name };
  return safe.during(async () => {
    const records = await Promise.all(rows.map((row) => safe.shut("outbox", row)));
    const drafts = await Promise.all(written.map((row) => safe.shut("drafts", row)));
    const photos = await Promise.all(taken.map((row) => safe.shut("photos", row)));
    await db.transaction("rw", db.outbox, db.drafts, db.photos, db.locks, db.boxes, async () => {
      await stillOurs(db);
      await db.photos.bulkPut(photos);
      const here = new Set(await db.drafts.toCollection().primaryKeys());
      await db.outbox.bulkPut(records);
      await db.drafts.bulkPut(drafts.filter(({ door }) => !here.has(door))); // what is being written today stays
      await db.boxes.where({ box: place }).delete();
      await db.locks.delete(place);
    });
    return { records: records.length };
  });
}

/** Inside a transaction: that the lock this tab opened is the lock of the store. Throws Locked. */
export async function stillOurs(db) {
  if ((await db.locks.get(NOW))?.id !== safe.openedLock()) throw new safe.Locked();
}
