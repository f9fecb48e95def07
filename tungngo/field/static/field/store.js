// The only file that opens IndexedDB. Three kinds of things lie here, and they must not be mixed up:
//   mirror   what the server sent; may be burnt at any moment and fetched again
//   outbox   what this phone recorded; sacred: nothing leaves it that the server has not receipted
//   kept     few things about this phone: its secret, its language, when it last spoke with the server
//   drafts   what is being written down at a door right now

import { Dexie, liveQuery } from "./vendor/dexie-4.4.7.min.js";
import { stamp } from "./days.js";
import { uuid7 } from "./ids.js";

export const WAITING = "waiting"; // on this phone only
export const SENT = "sent"; // on the server's disk
export const COUNTED = "counted"; // in the standings the server sent back
export const REFUSED = "refused"; // the server could not take it: a person must look
export const ASIDE = "aside"; // a person looked at a refusal and left it at that

// Strict: a saved record is on the phone's disk, also when the battery dies the next second.
const db = new Dexie("tungngo-field", { chromeTransactionDurability: "strict" });
db.version(1).stores({ mirror: "room", outbox: "op, state, door", kept: "name", drafts: "door" });
db.on("versionchange", () => {
  db.close(); // a newer version of the app, in another tab, is changing the shelves
  location.reload();
});

/** Open the store; rejects when this browser lets no page keep anything. */
export const open = () => db.open();

/** Call `show(value)` now and whenever `read` would give something else, also from another tab. */
function watch(read, show) {
  const watching = liveQuery(read).subscribe({ next: show, error: (failure) => console.error(failure) });
  return () => watching.unsubscribe();
}

// ---------------------------------------------------------------------------------- kept

const keptValues = async () => Object.fromEntries((await db.kept.toArray()).map((row) => [row.name, row.value]));

export const readKept = keptValues;
export const watchKept = (show) => watch(keptValues, show);
export const keep = (values) =>
  db.kept.bulkPut(Object.entries(values).map(([name, value]) => ({ name, value })));

// ---------------------------------------------------------------------------------- mirror

const mirrorRooms = async () => Object.fromEntries((await db.mirror.toArray()).map((row) => [row.room, row]));

export const watchMirror = (show) => watch(mirrorRooms, show);

/** room → fingerprint of what is here. */
export const fingerprints = async () =>
  Object.fromEntries((await db.mirror.toArray()).map((row) => [row.room, row.fp]));

/**
 * Put away what came down, and in the same step count what the server had receipted before it was
 * written (`sent`: operations): from now on they are in its standings.
 */
export function takeWorld(rooms, sent, server_at) {
  return db.transaction("rw", db.mirror, db.outbox, db.kept, async () => {
    await db.mirror.bulkPut(Object.entries(rooms).map(([room, { fp, body }]) => ({ room, fp, body })));
    await db.outbox.where("op").anyOf(sent).and((row) => row.state === SENT).modify({ state: COUNTED });
    await keep({ world_at: Date.now(), spoke_at: Date.now(), server_at });
  });
}

// ---------------------------------------------------------------------------------- outbox

function rowOf(origin, body, label) {
  return {
    op: uuid7(), kind: "encounter.record", origin, body, label,
    door: `${origin}/${body.household}`, state: WAITING, tries: 0, saved_at: Date.now(),
  };
}

/**
 * Write down an encounter and drop the draft it came from, both or neither. `said` is a body of
 * docs/wire.md without id, at, amends and withdrawn; `label` is what the door is called, also when it has
 * left the list since. Gives the row.
 */
export async function record(origin, said, label) {
  const body = { id: uuid7(), place: "door", at: stamp(), amends: null, withdrawn: false, ...said };
  const row = rowOf(origin, body, label);
  await db.transaction("rw", db.outbox, db.drafts, async () => {
    await db.outbox.add(row);
    await db.drafts.delete(row.door);
  });
  return row;
}

/**
 * Take an encounter back. One that never left the phone simply goes; one that did (or may have) is
 * followed by a new fact that withdraws it. Sending marks a row before it leaves, so there is no gap.
 */
export function withdraw(op) {
  return db.transaction("rw", db.outbox, async () => {
    const row = await db.outbox.get(op);
    if (!row || row.withdrawn || row.state === ASIDE) return;
    if (row.state === WAITING && row.tries === 0) {
      await db.outbox.delete(op);
      return;
    }
    if (row.state === REFUSED) {
      await db.outbox.update(op, { state: ASIDE }); // it counts nowhere: there is nothing to withdraw
      return;
    }
    await db.outbox.update(op, { withdrawn: true });
    await db.outbox.add(
      rowOf(row.origin, { ...row.body, id: uuid7(), at: stamp(), amends: row.body.id, withdrawn: true }, row.label),
    );
  });
}

/** A refused record goes out once more, as a new operation about the same encounter. */
export function sendAgain(op) {
  return db.transaction("rw", db.outbox, async () => {
    const row = await db.outbox.get(op);
    if (row?.state !== REFUSED) return;
    const { code, sentence, ...rest } = row;
    await db.outbox.delete(op);
    await db.outbox.add({ ...rest, op: uuid7(), state: WAITING, tries: 0 });
  });
}

/** A person has seen the refusal and leaves it at that. The server keeps it, and so does this list. */
export const putAside = (op) => db.outbox.where({ op }).and((row) => row.state === REFUSED).modify({ state: ASIDE });

/** The next operations to send, oldest first, marked as having left; and how many wait in all. */
export function nextToSend(most) {
  return db.transaction("rw", db.outbox, async () => {
    const all = await db.outbox.where({ state: WAITING }).sortBy("op");
    const rows = all.slice(0, most);
    for (const row of rows) await db.outbox.update(row.op, { tries: row.tries + 1 });
    return { rows, waiting: all.length };
  });
}

/** Write the server's verdicts beside their operations. What has none waits on. */
export function settle(verdicts, server_at) {
  return db.transaction("rw", db.outbox, db.kept, async () => {
    for (const { op, verdict, code, sentence } of verdicts) {
      const row = await db.outbox.get(op);
      if (row?.state !== WAITING) continue;
      const taken = verdict === "accepted" || verdict === "had";
      await db.outbox.update(op, taken ? { state: SENT, receipt_at: server_at } : { state: REFUSED, code, sentence });
    }
    await keep({ spoke_at: Date.now(), server_at });
  });
}

export const sentOps = () => db.outbox.where({ state: SENT }).primaryKeys();

/** How many lie in each state, and every row that is not yet part of the server's standings. */
async function outboxNow() {
  const open = await db.outbox.where("state").anyOf(WAITING, SENT, REFUSED).sortBy("op");
  const counted = await db.outbox.where({ state: COUNTED }).count();
  const counts = { [WAITING]: 0, [SENT]: 0, [REFUSED]: 0, [COUNTED]: counted };
  for (const row of open) counts[row.state] += 1;
  return { open, counts };
}

export const watchOutbox = (show) => watch(outboxNow, show);

/** The newest records of every state, newest first. */
export const watchRecords = (most, show) =>
  watch(() => db.outbox.orderBy("op").reverse().limit(most).toArray(), show);

// ---------------------------------------------------------------------------------- drafts

export const readDraft = (door) => db.drafts.get(door);
export const writeDraft = (door, draft) => db.drafts.put({ ...draft, door, written_at: Date.now() });
export const dropDraft = (door) => db.drafts.delete(door);
export const watchDrafts = (show) =>
  watch(async () => new Map((await db.drafts.toArray()).map((draft) => [draft.door, draft])), show);

// ---------------------------------------------------------------------------------- leaving

/** Forget everything. Refuses (gives false) while a record waits or needs a person. */
export function signOut() {
  return db.transaction("rw", db.mirror, db.outbox, db.kept, db.drafts, async () => {
    if (await db.outbox.where("state").anyOf(WAITING, REFUSED).count()) return false;
    const { language } = await keptValues();
    await Promise.all([db.mirror.clear(), db.outbox.clear(), db.kept.clear(), db.drafts.clear()]);
    if (language) await keep({ language });
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
