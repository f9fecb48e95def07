// The only file that opens IndexedDB. These things lie here, and they must not be mixed up:
//   mirror   what the server sent; may be burnt at any moment and fetched again
//   outbox   what this phone recorded; sacred: nothing leaves it that the server has not receipted
//   kept     few things about this phone: its secret, its language, when it last spoke with the server
//   drafts   what is being written down at a door right now
//   parcels  what other phones recorded and this one carries to the server (carried.js); sacred too
//   locks, boxes   the lock of all this, and strongboxes of forgotten PINs (locks.js)
// On the disk all that is personal is sealed (safe.js, vault.js). Sealing needs time that a transaction of
// IndexedDB does not give: first it is made ready, then written, if what it rests on is still as it was.

import { Dexie, liveQuery } from "./vendor/dexie-4.4.7.min.js";
import { correctionsOf } from "./corrections.js";
import { shelfOf } from "./carried.js";
import { stamp } from "./days.js";
import { uuid7 } from "./ids.js";
import * as locks from "./locks.js";
import { allOpened, during, isOpen, opened, openedLock, quiet, SEALED_KEPT, shut } from "./safe.js";
import { ASIDE, COUNTED, HAND, HANDED, HELD, NOT_ON_SERVER, onTheWire, OPEN_STATES, REFUSED, rowOf, SENT, WAITING } from "./rows.js";
import { sameSealing, sealApart, unsealApart } from "./vault.js";

export { CHOOSE, isFull, LOCKED, NEW, OPEN } from "./locks.js";
export { ASIDE, COUNTED, HANDED, HELD, REFUSED, SENT, WAITING } from "./rows.js";

// Strict: a saved record is on the phone's disk, also when the battery dies the next second.
// What was practised never meets the real thing, also where both have answered at one address in turn.
const NAME = "training" in document.documentElement.dataset ? "tungngo-training" : "tungngo-field";
const db = new Dexie(NAME, { chromeTransactionDurability: "strict" });
db.version(1).stores({ mirror: "room", outbox: "op, state, door", kept: "name", drafts: "door" });
// Rows of version 1 lie open until a PIN is chosen, which seals them all in one step (locks.chooseLock).
db.version(2).stores({
  mirror: "room, [room+fp]", outbox: "op, state, door, by", locks: "place", boxes: "++id, box",
});
db.version(4).stores({ parcels: "parcel, state, kept_at" });
// Pictures lie beside what is known of them, under keys of their own (vault.sealApart).
db.version(3).stores({ photos: "id, door", pictures: "id" });
db.on("versionchange", () => {
  db.close(); // a newer version of the app, in another tab, is changing the shelves
  location.reload();
});

/** Open the store; rejects when this browser lets no page keep anything. Gives what locks.gateOf says. */
export async function open() {
  await db.open();
  return locks.gateOf(db);
}

/** Call `show(await ready(value))` now and whenever `read` would give something else, also from another tab. */
function watch(read, show, ready = (value) => value) {
  let turn = 0;
  let ended = false;
  const next = async (value) => {
    const mine = (turn += 1);
    try {
      const shown = await ready(value);
      if (mine === turn && !ended) show(shown);
    } catch (failure) {
      console.error(failure);
    }
  };
  const watching = liveQuery(read).subscribe({ next, error: (failure) => console.error(failure) });
  return () => {
    ended = true;
    watching.unsubscribe();
  };
}

/** A transaction that writes sealed rows: fails when another tab has changed the lock since. */
const writing = (tables, write) =>
  db.transaction("rw", [...tables, db.locks], async () => {
    await locks.stillOurs(db);
    return write();
  });

// ---------------------------------------------------------------------------------- the lock

/** Open this tab with the PIN: 0, or the milliseconds to wait before the next try (1: try at once). */
export const unlock = (pin) => locks.unlock(db, pin);
/** Milliseconds to wait before a PIN may be tried; `box`: of a strongbox. */
export const waitToUnlock = (box = locks.NOW) => locks.waitOf(db, box);
/** Whether this is the PIN of today; 0 or the milliseconds to wait, as `unlock`. */
export async function provePin(pin) {
  const { key, wait } = await locks.tryPin(db, locks.NOW, pin);
  return key ? 0 : Math.max(1, wait);
}
/** Protect all there is with this PIN (null: with none), and keep `values` in the same step. */
export const choosePin = (pin, values = {}) => locks.chooseLock(db, pin, values);
/** The PIN is forgotten: what the server does not have goes into a strongbox, all else is dropped. */
export const forgetPin = () => locks.setAside(db, (row) => NOT_ON_SERVER.has(row.state));
/** An old PIN is remembered: {records} back in the outbox, {wait} as `unlock`, or {foreign: name}. */
export async function rememberPin(box, pin) {
  const { device } = await readKept();
  return locks.openBox(db, box, pin, device.account);
}

/** Call `show({pin: boolean, boxes: [{place, at, records, drafts}]})` now and at each change. */
export const watchLocks = (show) =>
  watch(() => db.locks.toArray(), show, (all) => ({
    pin: Boolean(all.find((lock) => lock.place === locks.NOW)?.wrapped), boxes: locks.boxesOf(all),
  }));

/** Call `show(gone)`: whether another tab made, changed or dropped the lock under which this one works. */
export const watchGone = (show) =>
  watch(() => db.locks.get(locks.NOW), show, async (lock) => {
    await quiet();
    return (lock?.id || "") !== openedLock();
  });

/** How many records wait on this phone and are not on the server; known also while it is locked. */
export const countWaiting = () => db.outbox.where("state").anyOf(...NOT_ON_SERVER).count();

/** Lock: what is being saved is finished first, then nothing of it stays in memory. Not without a PIN. */
export async function lock() {
  if (!(await db.locks.get(locks.NOW))?.wrapped) return;
  document.documentElement.hidden = true;
  await quiet();
  location.reload();
}

// ---------------------------------------------------------------------------------- kept

// What is to be sealed is not read, and so not used, before there is a lock.
const openKept = async (rows) => {
  const readable = isOpen() ? rows : rows.filter(({ name }) => !SEALED_KEPT.has(name));
  return Object.fromEntries((await allOpened("kept", readable)).map((row) => [row.name, row.value]));
};

/** Everything about this phone by name; while it is locked, only what needs no lock. */
export const readKept = async () => openKept(await db.kept.toArray());
export const watchKept = (show) => watch(() => db.kept.toArray(), show, openKept);

const keepOpen = (values) => db.kept.bulkPut(Object.entries(values).map(([name, value]) => ({ name, value })));

/** Keep few things. A badge that the server withdrew (`cut_off`) takes what the server sent with it. */
export async function keep(values) {
  if (values.cut_off === "device.revoked") await burn();
  if (!Object.keys(values).some((name) => SEALED_KEPT.has(name))) return keepOpen(values);
  return during(async () => {
    const rows = await Promise.all(Object.entries(values).map(([name, value]) => locks.shutKept(name, value)));
    return writing([db.kept], () => db.kept.bulkPut(rows));
  });
}

/** Personal data leaves the phone; what it recorded stays, sealed. */
const burn = () =>
  db.transaction("rw", db.mirror, db.drafts, () => Promise.all([db.mirror.clear(), db.drafts.clear()]));

// ---------------------------------------------------------------------------------- mirror

export const watchMirror = (show) =>
  watch(() => db.mirror.toArray(), show, async (rows) => {
    const rooms = await allOpened("mirror", rows);
    await new Promise((done) => setTimeout(done)); // a finger is let through between opening and drawing so much
    return Object.fromEntries(rooms.map((row) => [row.room, row]));
  });

/** What the server last sent of one room; undefined before it did. */
export async function readRoom(room) {
  const [row] = await allOpened("mirror", (await db.mirror.bulkGet([room])).filter(Boolean));
  return row?.body;
}

/** room → fingerprint of what is here. */
export const fingerprints = async () => Object.fromEntries(await db.mirror.orderBy("[room+fp]").keys());

/**
 * Put away what came down, and in the same step count what the server had receipted before it was
 * written (`sent`: operations): from now on they are in its standings. When the campaign is over, what
 * was counted leaves the phone; only how many it was stays.
 */
export function takeWorld(rooms, sent, server_at) {
  return during(async () => {
    const rows = await Promise.all(
      Object.entries(rooms).map(([room, { fp, body }]) => shut("mirror", { room, fp, body })),
    );
    const { campaign, me } = rooms;
    await writing([db.mirror, db.outbox, db.kept, db.photos], async () => {
      await db.mirror.bulkPut(rows);
      await db.outbox.where("op").anyOf(sent).and((row) => row.state === SENT).modify({ state: COUNTED });
      const { campaign_over = false, pruned = 0 } = await openKeptNow("campaign_over", "pruned");
      const over = campaign ? !campaign.body || campaign.body.state === "ended" : campaign_over;
      const awaited = new Set(over ? await db.photos.orderBy("door").keys() : []); // a record stays for its photos
      const counted = db.outbox.where({ state: COUNTED }).and((row) => !awaited.has(row.door));
      const gone = over ? await counted.delete() : 0;
      if (over) await db.outbox.where({ state: ASIDE }).delete();
      await keepOpen({
        world_at: Date.now(), spoke_at: Date.now(), server_at, campaign_over: over, pruned: pruned + gone,
        ...(me?.body.pin && { pin: me.body.pin }),
      });
    });
  });
}

const openKeptNow = async (...names) =>
  Object.fromEntries((await db.kept.bulkGet(names)).filter(Boolean).map(({ name, value }) => [name, value]));

// ---------------------------------------------------------------------------------- outbox: writing down

/**
 * Say something of any kind to the server, exactly once: an operation of docs/wire.md. `door`: the key
 * (origin/id) of the household it is about; `label`: what to call it in the list of records. Gives the row.
 */
export function say(kind, origin, body, { door = "", label = "" } = {}) {
  return during(async () => {
    const row = rowOf(kind, origin, body, { door, label });
    const kept = await shut("outbox", row);
    await writing([db.outbox], () => db.outbox.add(kept));
    return row;
  });
}

/**
 * Write down an encounter and drop the draft it came from, both or neither. `said` is a body of
 * docs/wire.md without id, at, amends and withdrawn; `label` is what the door is called, also when it has
 * left the list since. Gives the row.
 */
export function record(origin, said, label) {
  return inTurn(async () => {
    const body = { id: uuid7(), place: "door", at: stamp(), amends: null, withdrawn: false, ...said };
    const row = rowOf("encounter.record", origin, body, { door: `${origin}/${body.household}`, label });
    const kept = await shut("outbox", row);
    await writing([db.outbox, db.drafts], async () => {
      await db.outbox.add(kept);
      await db.drafts.delete(row.door);
    });
    return row;
  });
}

const alike = (one, other) =>
  one?.state === other.state && one.tries === other.tries && one.by === other.by && sameSealing(one.sealed, other.sealed);

/**
 * Change something about a row. `prepare(row)` gets it opened, may seal, and gives what is to be written
 * (a function run in a transaction with the outbox), or nothing. Begins again when the row was changed
 * meanwhile, for sending marks a row before it leaves. Gives what the writing gives.
 */
function change(op, prepare) {
  return during(async () => {
    for (;;) {
      const lying = await db.outbox.get(op);
      const write = lying && (await prepare(await opened("outbox", lying)));
      if (!write) return undefined;
      const done = await writing([db.outbox], async () => {
        if (!alike(await db.outbox.get(op), lying)) return false;
        return { given: await write() };
      });
      if (done) return done.given;
    }
  });
}

/** What becomes of a record afterwards: corrections.js says what each does. */
const { leave, ...corrections } = correctionsOf(db.outbox, change);
export const { withdraw, amend, mend, sendAgain, handToLeader } = corrections;

/** A person has seen the refusal and leaves it at that. The server keeps it, and so does this list. */
export const putAside = (op) =>
  db.transaction("rw", db.outbox, async () => {
    if ((await db.outbox.get(op))?.state === REFUSED) await leave(op);
  });

/**
 * What was decided about refused records, [[op, verdict, code]]: "accepted" and "counted" count, also one that was
 * put aside here; else aside.
 */
export function settledByLeader(settled) {
  return db.transaction("rw", db.outbox, async () => {
    for (const [op, verdict, code = ""] of settled) {
      const row = await db.outbox.get(op);
      const counts = verdict === "accepted" || verdict === "counted";
      if (row?.state !== HANDED && row?.state !== REFUSED && !(row?.state === ASIDE && counts)) continue;
      if (code) await db.outbox.update(op, { code });
      await (counts ? db.outbox.update(op, { state: COUNTED }) : leave(op));
    }
  });
}

// ---------------------------------------------------------------------------------- outbox: sending

const oldestFirst = (one, other) => (one.op < other.op ? -1 : 1);

/** The next operations to send, oldest first, marked as having left; and how many wait in all. */
export async function nextToSend(most) {
  const { rows, waiting } = await db.transaction("rw", db.outbox, async () => {
    const all = await db.outbox.where({ state: WAITING }).sortBy("op");
    const next = all.slice(0, most).map((row) => ({ ...row, tries: row.tries + 1 }));
    await db.outbox.bulkPut(next);
    return { rows: next, waiting: all.length };
  });
  return { rows: await allOpened("outbox", rows), waiting };
}

/** Everything the server does not have as a record that counts, as the wire says it, oldest first. */
export async function openOps() {
  const rows = await db.outbox.where("state").anyOf(...NOT_ON_SERVER).toArray();
  return (await allOpened("outbox", rows.sort(oldestFirst))).map(onTheWire);
}

/** Write the server's verdicts beside their operations. What has none waits on. */
export function settle(verdicts, server_at) {
  const refusals = verdicts.filter(({ verdict }) => verdict === "refused");
  return during(async () => {
    const lying = (await db.outbox.bulkGet(refusals.map(({ op }) => op))).filter(Boolean);
    const said = new Map(refusals.map((one) => [one.op, one]));
    const refused = await Promise.all((await allOpened("outbox", lying)).map((row) =>
      shut("outbox", { ...row, state: REFUSED, code: said.get(row.op).code, sentence: said.get(row.op).sentence })));
    const told = new Map(refused.map((row) => [row.op, row]));
    return writing([db.outbox, db.kept], async () => {
      for (const { op, verdict } of verdicts) {
        const row = await db.outbox.get(op);
        if (row?.state === WAITING) await writeVerdict(row, verdict, told.get(op), server_at);
      }
      await keepOpen({ spoke_at: Date.now(), server_at });
    });
  });
}

async function writeVerdict(row, verdict, refused, server_at) {
  if (row.kind === HAND) {
    // A courier's note: read, it has done its work; not taken, the record needs its person again.
    await db.outbox.delete(row.op);
    const back = verdict === "refused" && (await db.outbox.get(row.about));
    if (back?.state === HANDED) await db.outbox.update(row.about, { state: REFUSED });
  } else if (verdict === "accepted" || verdict === "had") {
    await db.outbox.update(row.op, { state: SENT, receipt_at: server_at });
  } else if (verdict === "held") {
    await db.outbox.update(row.op, { state: HELD, receipt_at: server_at });
  } else if (refused) {
    await db.outbox.put({ ...refused, tries: row.tries });
  }
}

export const sentOps = () => db.outbox.where({ state: SENT }).primaryKeys();

// ---------------------------------------------------------------------------------- outbox: looking

/** How many lie in each state, and every row that is not yet part of the server's standings. */
async function outboxNow() {
  const open = await db.outbox.where("state").anyOf(OPEN_STATES).sortBy("op");
  const counted = await db.outbox.where({ state: COUNTED }).count();
  const { pruned = 0 } = await openKeptNow("pruned");
  return { open: open.filter((row) => row.kind !== HAND), counted: counted + pruned };
}

export const watchOutbox = (show) =>
  watch(outboxNow, show, async ({ open, counted }) => {
    const counts = { [COUNTED]: counted };
    for (const state of OPEN_STATES) counts[state] = open.filter((row) => row.state === state).length;
    return { open: await allOpened("outbox", open), counts };
  });

/** The newest records of every state, newest first. */
export const watchRecords = (most, show) =>
  watch(
    () => db.outbox.orderBy("op").reverse().filter((row) => row.kind !== HAND).limit(most).toArray(),
    show, (rows) => allOpened("outbox", rows),
  );

/** One row of the outbox; undefined when there is none. */
export async function readRecord(op) {
  const [row] = await allOpened("outbox", (await db.outbox.bulkGet([op])).filter(Boolean));
  return row;
}

/** Everything recorded here about one door, newest first, corrected and withdrawn ones too. */
export const watchDoor = (door, show) =>
  watch(() => db.outbox.where({ door }).reverse().sortBy("op"), show, (rows) => allOpened("outbox", rows));

// ---------------------------------------------------------------------------------- parcels of other phones

export const parcels = shelfOf(db);
export const watchParcels = (show) => watch(parcels.all, show);

// ---------------------------------------------------------------------------------- drafts

let draftsTurn = Promise.resolve();

/** One after the other: a draft that is slow to be sealed must not come back over the record it became. */
function inTurn(write) {
  const one = draftsTurn.then(() => during(write));
  draftsTurn = one.catch(() => {});
  return one;
}

export async function readDraft(door) {
  const [draft] = await allOpened("drafts", (await db.drafts.bulkGet([door])).filter(Boolean));
  return draft;
}

export const writeDraft = (door, draft) =>
  inTurn(async () => {
    const kept = await shut("drafts", { ...draft, door, written_at: Date.now() });
    await writing([db.drafts], () => db.drafts.put(kept));
  });

export const dropDraft = (door) => inTurn(() => db.drafts.delete(door));
export const watchDrafts = (show) =>
  watch(() => db.drafts.toArray(), show, async (rows) =>
    new Map((await allOpened("drafts", rows)).map((draft) => [draft.door, draft])));

// ---------------------------------------------------------------------------------- photos

const FORGOTTEN_AFTER = 24 * 3600 * 1000; // ms: a picture that no draft and no record names

/** Keep a picture (JPEG bytes) taken at a door until the server has it; a draft or record names the id given. */
export function addPhoto(door, bytes) {
  return during(async () => {
    const [key, box] = await sealApart(bytes);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
    const digest = [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    const row = { id: uuid7(), door, total: bytes.length, digest, got: 0, taken_at: Date.now(), failed: "", key };
    const kept = await shut("photos", row);
    await writing([db.photos, db.pictures], async () => {
      await db.photos.add(kept);
      await db.pictures.add({ id: row.id, ...box });
    });
    return row.id;
  });
}

/** The bytes of a picture on this phone; undefined when it is not, or no longer, here. */
export async function readPicture(id) {
  const [lying, picture] = await Promise.all([db.photos.get(id), db.pictures.get(id)]);
  return lying && picture && unsealApart((await opened("photos", lying)).key, picture);
}

/**
 * Photos of records that are on the server, oldest first: [{id, origin, encounter, total, digest, got}]. One
 * that neither a draft nor a record names for a day is let go.
 */
export async function photosToSend() {
  const ready = [];
  for (const { id, door, total, digest, got, taken_at, failed } of await db.photos.orderBy("id").toArray()) {
    const records = await allOpened("outbox", await db.outbox.where({ door }).toArray());
    const naming = records.filter(({ body }) => body.photos?.includes(id));
    const there = naming.find(({ state }) => state === SENT || state === COUNTED);
    const drafts = await allOpened("drafts", await db.drafts.where("door").startsWith(door).toArray());
    const drafted = drafts.some(({ photos = [] }) => photos.includes(id));
    if (there && !failed) ready.push({ id, origin: there.origin, encounter: there.body.id, total, digest, got });
    else if (!naming.length && !drafted && Date.now() - taken_at > FORGOTTEN_AFTER) await dropPhoto(id);
  }
  return ready;
}

export const countPhotos = () => db.photos.count();
export const photoGot = (id, got) => db.photos.update(id, { got });
export const retryPhoto = (id) => db.photos.update(id, { failed: "", got: 0 });

/** The server will not have this photo: a person must look. */
export const photoFailed = (id, code) => db.photos.update(id, { failed: code });

export const dropPhoto = (id) =>
  db.transaction("rw", db.photos, db.pictures, () => Promise.all([db.photos.delete(id), db.pictures.delete(id)]));

/** Every photo that waits here: [{id, total, got, failed}]. */
export const watchPhotos = (show) => watch(() => db.photos.orderBy("id").toArray(), show);

// ---------------------------------------------------------------------------------- leaving

/** Forget everything but strongboxes. Refuses (gives false) while a record waits or needs a person. */
export function signOut() {
  return db.transaction("rw", db.mirror, db.outbox, db.kept, db.drafts, db.photos, db.pictures, db.locks, async () => {
    if (await db.outbox.where("state").anyOf(WAITING, REFUSED).count()) return false;
    await Promise.all([locks.empty(db), db.pictures.clear()]);
    return true;
  });
}

// ---------------------------------------------------------------------------------- the browser's promise

/** "kept" when the browser promised not to clear this store, "not_promised", or "unknown". */
export async function storagePromise(ask = false) {
  const storage = navigator.storage;
  if (!storage?.persisted) return "unknown";
  const promised = (await storage.persisted()) || (ask && (await storage.persist()));
  return promised ? "kept" : "not_promised";
}
