// My shifts and those I may take, as this phone knows them: what the server said last, and on top of it what
// was said here and is not part of that yet. Pure.

import { dayOf } from "../../days.js";

const NOT_TAKEN = new Set(["refused", "handed", "aside"]);
const OURS = new Set(["shift.sign_up", "shift.hand_over", "duty.offer", "duty.take_over", "duty.attend"]);
const NONE = { mine: [], free: [], offered: [], told: [] };

/** Rows about shifts that were not refused, oldest first. */
const saidOf = (rows) => rows.filter((row) => OURS.has(row.kind) && !NOT_TAKEN.has(row.state))
  .sort((a, b) => (a.body.at < b.body.at ? -1 : a.body.at > b.body.at ? 1 : a.op < b.op ? -1 : 1));

/** Whether a row never left the phone, so that it can simply be taken back. */
const unsent = (row) => row.state === "waiting" && row.tries === 0;

const becomes = (shift, row) => ({
  ...shift, id: "", state: "planned", why: "", offered: false, attendance: "", with: [], handed: null, pending: true,
  undo: unsent(row) ? row.op : "",
});

/** {mine, free, offered, told} with what was said here laid over it; what is not on the server is `pending`. */
export function shiftsNow(world, rows) {
  const now = { ...NONE, ...world };
  for (const row of saidOf(rows)) {
    const { shift, duty } = row.body;
    if (row.kind === "shift.sign_up") {
      const found = now.free.find((one) => one.shift === shift);
      if (!found || now.mine.some((one) => one.shift === shift)) continue;
      now.free = now.free.filter((one) => one !== found);
      now.mine = [...now.mine, { ...becomes(found, row), missing: found.missing - 1 }];
    } else if (row.kind === "duty.take_over") {
      const found = now.offered.find((one) => one.id === duty);
      if (!found) continue;
      now.offered = now.offered.filter((one) => one !== found);
      now.mine = [...now.mine, { ...becomes(found, row), missing: 0 }];
    } else {
      const said = row.kind === "duty.offer" ? { offered: row.body.on }
        : row.kind === "duty.attend" ? { attendance: "came" } : { told: row.body.words };
      now.mine = now.mine.map((one) => (one.id && (one.id === duty || (shift && one.shift === shift))
        ? { ...one, ...said, pending: true, undo: unsent(row) ? row.op : "" } : one));
    }
  }
  now.mine = [...now.mine].sort((a, b) => (a.starts_at < b.starts_at ? -1 : a.starts_at > b.starts_at ? 1 : 0));
  return now;
}

/**
 * Days I am away, as the server knows them and as was said here since: [{id, origin, first, last, own, op}]. `op` is the
 * record that says so and may be withdrawn; "" for what the server knows, which is ended.
 */
export function awayNow(known, rows, today) {
  let away = (known || []).map((one) => ({ ...one, op: "" }));
  const held = rows.filter((row) => (row.kind === "leave.note" || row.kind === "leave.end") && !NOT_TAKEN.has(row.state))
    .sort((a, b) => (a.body.at < b.body.at ? -1 : a.body.at > b.body.at ? 1 : a.op < b.op ? -1 : 1));
  for (const { kind, op, origin, withdrawn, body } of held) {
    const gone = kind === "leave.end" ? body.leave : body.withdrawn ? body.amends : withdrawn ? body.id : "";
    if (gone) away = away.filter(({ id }) => id !== gone);
    else if (!away.some(({ id }) => id === body.id)) away.push({ id: body.id, origin, first: body.first, last: body.last, own: true, op });
  }
  return away.filter(({ last }) => last >= today).sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
}

/** What of these sessions and shifts is planned on a day from `first` to `last`. */
export const inTheWay = (planned, first, last) => planned.filter((one) => one.state === "planned"
  && dayOf(new Date(one.starts_at)) <= last && dayOf(new Date(Date.parse(one.ends_at) - 1)) >= first);

/** Whether something lies in days I am away. */
export const isAway = (one, away) => away.some(({ first, last }) => inTheWay([{ ...one, state: "planned" }], first, last).length > 0);

/** The commune my teams are in, as operations name it; "" where they are above communes. */
export const communeOf = (teams) => teams.map(({ path }) => path.split(".")[1]).find(Boolean) || "";

/** Shifts by the day they begin: [[day, shifts]], in order. */
export function byDay(shifts, dayOf) {
  const days = new Map();
  for (const one of shifts) {
    const day = dayOf(new Date(one.starts_at));
    days.set(day, [...(days.get(day) || []), one]);
  }
  return [...days].sort(([a], [b]) => (a < b ? -1 : 1));
}
