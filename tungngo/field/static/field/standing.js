// Where a door stands, as shown on the phone: what the server said last, and on top of it what was
// recorded here and is not part of that yet, always told apart. Pure: no store, no clock, no words.

import { dueAt, isTime, PRACTISE_AFTER } from "./due.js";
import { fold, matches } from "./fold.js";
import { withFound } from "./found.js";
import { corrected } from "./walk.js";

export const GONE = new Set(["moved", "demolished"]);
const NOBODY = {
  reached_on: null, last_met_on: null, attempts: 0, last_result: "", last_on: null, come_back_on: null, come_back_for: "",
};

const NOT_TAKEN = new Set(["refused", "handed", "aside"]);
const ON_SERVER = new Set(["sent", "held"]);
const isEncounter = (row) => (row.kind ?? "encounter.record") === "encounter.record";

const heard = (rows) => rows.filter((row) => isEncounter(row) && !NOT_TAKEN.has(row.state));

/**
 * Facts of the outbox that still hold, as they happened: not refused, not withdrawn, not corrected since.
 */
export function holding(rows) {
  const all = heard(rows);
  const replaced = new Set(all.map((row) => row.body.amends));
  return all
    .filter((row) => !row.body.withdrawn && !replaced.has(row.body.id))
    .sort((a, b) => (a.body.at < b.body.at ? -1 : a.body.at > b.body.at ? 1 : 0));
}

/** Ids of facts that the server has counted and that were withdrawn or corrected here since. */
function unmadeBy(rows) {
  const all = heard(rows);
  const here = new Set(all.map((row) => row.body.id));
  return all.map((row) => row.body.amends).filter((id) => id && !here.has(id));
}

const earliest = (a, b) => (a && (!b || a < b) ? a : b);
const latest = (a, b) => (a && (!b || a > b) ? a : b);

/**
 * The standing of a door with the pending facts (oldest first) laid over it. `pending` says whether
 * anything in it is not counted yet; `levels`: resident → skill → {level, pending}. `unmade`: ids of facts
 * that the server has counted and that no longer hold.
 */
export function standingOf(door, facts, unmade = []) {
  // What the server says of a door rests on facts this phone does not have. Of one fact alone it is known
  // what is left without it; of more, the correction is laid over it until the server says how it stands.
  const alone = unmade.length > 0 && door.stand.attempts <= 1;
  const stand = { ...NOBODY, ...(alone ? {} : door.stand), pending: facts.length > 0 || alone };
  if (!alone) stand.attempts -= Math.min(unmade.length, stand.attempts);
  const levels = {};
  for (const person of door.people) {
    levels[person.id] = {};
    for (const [skill, level] of Object.entries((!alone && person.levels) || {})) {
      levels[person.id][skill] = { level, pending: false };
    }
  }
  for (const { body } of facts) {
    const day = body.at.slice(0, 10);
    stand.attempts += 1;
    if (!stand.last_on || day >= stand.last_on) {
      stand.last_result = body.result;
      stand.last_on = day;
      stand.come_back_on = body.come_back_on;
      stand.come_back_for = body.come_back_for;
    }
    if (body.result === "met") {
      stand.reached_on = earliest(stand.reached_on, day);
      stand.last_met_on = latest(stand.last_met_on, day);
    }
    for (const [resident, skill, level] of body.outcomes) {
      const mine = (levels[resident] ??= {});
      if (!mine[skill] || level > mine[skill].level) mine[skill] = { level, pending: true };
    }
  }
  return { ...stand, levels, state: stateOf(stand) };
}

/** todo, again (a promise or a refusal to try once more), met, refused or gone: one sign a door. */
function stateOf(stand) {
  if (stand.come_back_on || stand.come_back_for) return "again";
  if (stand.reached_on) return "met";
  if (GONE.has(stand.last_result)) return "gone";
  if (stand.last_result === "refused") return "refused";
  return "todo";
}

function dueOf(stand, practiseAfter) {
  const known = Object.values(stand.levels).map((skills) =>
    Object.fromEntries(Object.entries(skills).map(([skill, { level }]) => [skill, level])));
  return dueAt(stand, known, practiseAfter);
}

function doorNow(door, rows, practiseAfter) {
  const facts = holding(rows);
  const stand = standingOf(door, facts, unmadeBy(rows));
  return {
    ...door,
    key: `${door.origin}/${door.id}`,
    countedReached: Boolean(door.stand?.reached_on),
    acceptedReached: facts.some((row) => ON_SERVER.has(row.state) && row.body.result === "met"),
    stand,
    near: facts.filter(({ body }) => body.near).pop()?.body.near ?? door.near,
    due: stand.pending || !door.due ? dueOf(stand, practiseAfter) : door.due,
    needsYou: rows.some((row) => row.state === "refused"),
  };
}

// Nearly all doors have nothing pending: they are worked out once per mirror, not at every saving.
const untouched = new WeakMap();

/**
 * All doors of the mirror and those found since with their standing and pending facts, in walking order, an
 * order corrected here included. `rows` are those of the outbox that the server's answer does not hold yet.
 */
export function doorsNow(doors, rows, practiseAfter = PRACTISE_AFTER) {
  const byDoor = new Map();
  for (const row of rows) {
    if (byDoor.has(row.door)) byDoor.get(row.door).push(row);
    else byDoor.set(row.door, [row]);
  }
  const now = withFound(doors, rows).map((door) => {
    const mine = byDoor.get(`${door.origin}/${door.id}`);
    if (mine) return doorNow(door, mine, practiseAfter);
    if (!untouched.has(door)) untouched.set(door, doorNow(door, [], practiseAfter));
    return untouched.get(door);
  });
  const orders = rows.filter((row) => row.kind === "walk.reorder" && !NOT_TAKEN.has(row.state));
  return orders.reduce((walk, { body }) => corrected(walk, body), now);
}

/**
 * What of the walk is to do today, by why: {promised, never, practise, help, later, met, todo}, each a
 * list of doors in walking order (promised: the longest late first, no day in particular last). A door
 * asked for help is in `help` and not where it would stand otherwise; `later` is promised for a day that
 * has not come; `todo` holds all that can be done today. `asked`: keys of doors that asked for help.
 */
export function workOf(doors, today, asked) {
  const helped = new Set(asked);
  const work = { help: [], promised: [], never: [], practise: [], later: [], met: [], todo: [] };
  for (const door of doors) {
    if (door.stand.reached_on) work.met.push(door);
    const due = helped.has(door.key) ? ["help", null] : door.due[0];
    if (!due) continue;
    const [code] = due;
    if (isTime(due, today)) {
      work[code].push(door);
      work.todo.push(door);
    } else if (code === "promised") {
      work.later.push(door);
    }
  }
  const dayOf = (door) => door.due[0][1] || "9";
  for (const list of [work.promised, work.later]) list.sort((a, b) => (dayOf(a) < dayOf(b) ? -1 : dayOf(a) > dayOf(b) ? 1 : 0));
  return work;
}

/**
 * Calls for help as they are once the server has heard this phone: what was taken here is mine (`pending`),
 * what was given back is open again, what was closed is gone, also by a visit at which somebody was met.
 */
export function callsNow(calls, rows) {
  const said = new Map(); // the last word about each
  for (const row of rows) if (row.kind?.startsWith("help.") && !NOT_TAKEN.has(row.state)) said.set(row.body.request, row);
  const met = new Map(holding(rows).filter(({ body }) => body.result === "met").map((row) => [row.door, row.body.at.slice(0, 10)]));
  return calls.flatMap((call) => {
    const row = said.get(call.id);
    if (call.household && met.get(`${call.origin}/${call.household}`) >= call.asked_on) return [];
    if (!row) return [call];
    if (row.kind === "help.take") return [{ ...call, state: "taken", pending: true }];
    return row.kind === "help.drop" && row.body.why === "cannot" ? [{ ...call, state: "open", phone: "", pending: true }] : [];
  });
}

const searchKeys = new WeakMap();

/** What a door is found by: where it is, who lives there, its code. Folded once per mirror. */
export function searchKeyOf(door) {
  let key = searchKeys.get(door.people);
  if (key === undefined) {
    const words = [door.house, door.lane, door.head, door.code, door.address, ...door.people.map((person) => person.name)];
    searchKeys.set(door.people, (key = fold(words.filter(Boolean).join(" "))));
  }
  return key;
}

let found = { doors: null, wanted: "", hits: [] };

/**
 * Doors in which each word of `wanted` (folded) begins a word. Another letter only narrows what was
 * found before it, so that the longer a search is, the less it looks at. Doors nobody has folded yet are
 * folded for at most `patience` ms; those then left out are found when all are folded.
 */
export function search(doors, wanted, patience = Infinity) {
  const among = found.doors === doors && found.wanted && wanted.startsWith(found.wanted) ? found.hits : doors;
  const until = performance.now() + patience;
  let whole = true;
  const hits = among.filter((door) => {
    if (!searchKeys.has(door.people) && performance.now() > until) return (whole = false);
    return matches(searchKeyOf(door), wanted);
  });
  found = whole ? { doors, wanted, hits } : { doors: null, wanted: "", hits: [] };
  return hits;
}

export const laneKey = (door) => `${door.group}|${door.lane_key || door.lane}`;
const laneOf = (door) => ({ key: laneKey(door), lane: door.lane, group: door.group, first: door.priority > 0, doors: [door] });

/**
 * The walk as it is walked: doors of one lane together, and a lane twice where the walk comes through
 * it twice. [{key, lane, group, first, doors}]
 */
export function byLane(doors, twice) {
  const lanes = [];
  for (const door of doors) {
    const last = lanes[lanes.length - 1];
    if (last?.key === laneKey(door) && (!twice || last.first === door.priority > 0)) last.doors.push(door);
    else lanes.push(laneOf(door));
  }
  return lanes;
}

let byHouse = null; // made when it is needed: a slow phone takes up to 60 ms, and the list can do without

/** Every lane once, its doors by house number, lanes in the order the walk first comes to them. */
export function allOfLane(doors) {
  const lanes = new Map();
  for (const door of doors) {
    if (lanes.has(laneKey(door))) lanes.get(laneKey(door)).doors.push(door);
    else lanes.set(laneKey(door), laneOf(door));
  }
  byHouse ??= new Intl.Collator("vi", { numeric: true });
  for (const lane of lanes.values()) lane.doors.sort((a, b) => byHouse.compare(a.house, b.house));
  return [...lanes.values()];
}

/** The two sides of a lane by the number that begins the house key: {odd, even, loose}. */
export function sidesOf(doors) {
  const sides = { odd: [], even: [], loose: [] };
  for (const door of doors) {
    const number = /^\D{0,3}(\d+)/.exec(door.house);
    sides[number ? (Number(number[1]) % 2 ? "odd" : "even") : "loose"].push(door);
  }
  return sides;
}

/**
 * Doors reached: {doors, reached, counted, accepted, waiting, pending}. reached = counted (in the server's
 * last answer) + accepted (on its disk since) + waiting (on this phone only); pending = the last two.
 */
export function countsOf(doors) {
  const counts = { doors: doors.length, reached: 0, counted: 0, accepted: 0, waiting: 0, pending: 0 };
  for (const door of doors) {
    if (!door.stand.reached_on) continue;
    counts.reached += 1;
    counts[door.countedReached ? "counted" : door.acceptedReached ? "accepted" : "waiting"] += 1;
  }
  counts.pending = counts.accepted + counts.waiting;
  return counts;
}
