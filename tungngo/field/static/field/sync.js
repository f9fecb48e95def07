// When to speak with the server, and how much at a time. One run at a time, in this tab and across tabs.
// A run never blocks a screen: it reads what waits, sends it in pieces, writes the verdicts beside it, and
// fetches what changed. Cut anywhere, the next run goes on exactly there; what was sent twice counts once.

import { stamp } from "./days.js";
import { onTheWire } from "./rows.js";
import * as store from "./store.js";
import * as wire from "./wire.js";

export const BATCH = { first: 50, most: 500 };
export const UNDO_MS = 6000; // a record can be undone before anything leaves the phone
const PAUSES = [5, 10, 20, 40, 80, 160, 300]; // s, after calls that failed
const EVERY = 300; // s, while the app is being looked at
const FRESH = 60; // s: a world younger than this is not fetched again unasked

const RESTING = "resting";
const FULL = "full"; // no room on the phone to write down what the server says
let now = { doing: RESTING, trouble: null };
const watchers = new Set();
let running = null;
let wantedAgain = null;
let failures = 0;
let timer = 0;

function become(next) {
  now = { ...now, ...next };
  watchers.forEach((show) => show(now));
}

/**
 * Call `show({doing: "resting"|"speaking", trouble: null|{kind, code, sentence}})` now and at each
 * change; `kind` is one of wire.js or "full".
 */
export function watchSync(show) {
  watchers.add(show);
  show(now);
  return () => watchers.delete(show);
}

/**
 * Speak with the server now. `wanted` when a person asked. Resolves when nothing more can be done for
 * the moment, whether it worked or not; several calls become one run.
 */
export function sync({ wanted = false } = {}) {
  if (running) {
    wantedAgain = { wanted: wanted || Boolean(wantedAgain?.wanted) };
    return running;
  }
  clearTimeout(timer);
  if (wanted) become({ doing: "speaking" }); // the button answers the finger at once
  running = alone(() => run(wanted)).finally(() => {
    running = null;
    const again = wantedAgain;
    wantedAgain = null;
    if (again) sync(again);
  });
  return running;
}

// Without the lock (old browsers, plain http) two tabs may send the same: the server counts it once.
const alone = (work) => (navigator.locks ? navigator.locks.request("tungngo-field-sync", work) : work());

async function run(wanted) {
  const { device, cut_off, handed_over } = await store.readKept();
  become({ doing: device ? "speaking" : RESTING });
  if (!device) return;
  try {
    await sendAll(device.secret);
    if (handed_over) await store.keep({ handed_over: null }); // the server has it all from this phone itself
    await carryAll(device.secret);
    await fetchWorld(device.secret, wanted);
    if (cut_off) await store.keep({ cut_off: "" });
    failures = 0;
    become({ doing: RESTING, trouble: null });
    plan(EVERY);
    if (await store.countPhotos()) sendPhotos(device.secret);
  } catch (failure) {
    if (!(failure instanceof wire.WireError)) console.error(failure);
    const { kind = store.isFull(failure) ? FULL : wire.CUT, code = "", sentence = "", waitSeconds = 0 } = failure;
    if (code.startsWith("device.")) await store.keep({ cut_off: code });
    become({ doing: RESTING, trouble: { kind, code, sentence } });
    plan(Math.max(waitSeconds, PAUSES[Math.min(failures, PAUSES.length - 1)]));
    failures += 1;
  }
}

/** Photos follow when all text is there; nothing waits for them. */
const sendPhotos = (secret) =>
  import("./later/photo/send.js").then((photos) => photos.sendPhotos(secret)).catch((failure) => console.warn(failure));

function plan(seconds) {
  clearTimeout(timer);
  timer = setTimeout(() => document.visibilityState === "visible" && sync(), seconds * 1000);
}

async function sendAll(secret) {
  let { batch = BATCH.first } = await store.readKept();
  for (;;) {
    const { rows, waiting } = await store.nextToSend(batch);
    if (!rows.length) return;
    const ops = rows.map(onTheWire);
    try {
      const { verdicts, server_at } = await wire.push(secret, { sent_at: stamp(), waiting, ops });
      await store.settle(verdicts, server_at);
      if (rows.length === batch) batch = Math.min(batch * 2, BATCH.most);
    } catch (failure) {
      const tooMuch = failure.status === 413;
      if (tooMuch && rows.length === 1) {
        const { code, sentence } = failure;
        await store.settle([{ op: rows[0].op, verdict: "refused", code, sentence }]);
      } else if (tooMuch || failure.kind === wire.SLOW) {
        batch = Math.max(1, Math.floor(rows.length / 2));
        await store.keep({ batch });
        if (!tooMuch) throw failure; // the line is thin: less of it, after a pause
      } else {
        throw failure;
      }
    }
    await store.keep({ batch });
  }
}

/** Bring the parcels of other phones: one that is refused waits for a person and never blocks the next. */
async function carryAll(secret) {
  for (const { parcel, bytes } of await store.parcels.toSend()) {
    try {
      await store.parcels.settle(parcel, await wire.carry(secret, parcel, bytes));
    } catch (failure) {
      const { code = "", sentence } = failure;
      if (!code.startsWith("parcel.")) throw failure;
      await store.parcels.settle(parcel, { code, sentence });
    }
  }
}

async function fetchWorld(secret, wanted) {
  const { world_at = 0 } = await store.readKept();
  const sent = await store.sentOps();
  if (!wanted && !sent.length && Math.abs(Date.now() - world_at) < FRESH * 1000) return;
  const { rooms, server_at } = await wire.world(secret, await store.fingerprints());
  const settled = rooms.receipts?.body.settled || [];
  await store.settledByLeader(settled.map(({ op, verdict }) => [op, verdict]));
  const news = rooms.doors && newsOf(await store.readRoom("doors"), rooms.doors.body);
  await store.takeWorld(rooms, sent, server_at);
  if (news) await store.keep({ news: sumOf((await store.readKept()).news, news) });
}

/** How many doors a new list brings and takes away; nothing at the first list or when all are the same. */
function newsOf(before, after) {
  if (!before) return null;
  const keys = ({ doors }) => new Set(doors.map((door) => `${door.origin}/${door.id}`));
  const [old, now] = [keys(before), keys(after)];
  const came = [...now].filter((key) => !old.has(key)).length;
  const left = [...old].filter((key) => !now.has(key)).length;
  return came || left ? { came, left, at: Date.now() } : null;
}

/** News that nobody has read yet grows, rather than being replaced. */
const sumOf = (unread, news) => (unread ? { ...news, came: unread.came + news.came, left: unread.left + news.left } : news);

/** A record was saved: send it soon, yet late enough that it can still be undone quietly. */
export function syncAfterSaving() {
  clearTimeout(timer);
  timer = setTimeout(sync, UNDO_MS);
}

/** Begin: now, whenever the app is looked at again, and when the browser believes in a network. */
export function startSync() {
  document.addEventListener("visibilitychange", () => sync());
  addEventListener("online", () => {
    failures = 0;
    sync();
  });
  sync();
}
