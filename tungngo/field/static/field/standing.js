// Where a door stands, as shown on the phone: what the server said last, and on top of it what was
// recorded here and is not part of that yet, always told apart. Pure: no store, no clock, no words.

import { fold } from "./fold.js";

export const GONE = new Set(["moved", "demolished"]);
const NOBODY = { reached_on: null, attempts: 0, last_result: "", last_on: null, come_back_on: null, come_back_for: "" };

/** Facts of the outbox that still hold: not refused, not withdrawn, not themselves a withdrawal. */
export function holding(rows) {
  const takenBack = new Set(rows.filter((row) => row.body.withdrawn).map((row) => row.body.amends));
  return rows.filter((row) => row.state !== "refused" && !row.body.withdrawn && !takenBack.has(row.body.id));
}

/**
 * The standing of a door with the pending facts (oldest first) laid over it. `pending` says whether
 * anything in it is not counted yet; `levels`: resident → skill → {level, pending}.
 */
export function standingOf(door, facts) {
  const stand = { ...NOBODY, ...door.stand, pending: facts.length > 0 };
  const levels = {};
  for (const person of door.people) {
    levels[person.id] = {};
    for (const [skill, level] of Object.entries(person.levels || {})) {
      levels[person.id][skill] = { level, pending: false };
    }
  }
  for (const { body } of facts) {
    const day = body.at.slice(0, 10);
    stand.attempts += 1;
    stand.last_result = body.result;
    stand.last_on = day;
    stand.come_back_on = body.come_back_on;
    stand.come_back_for = body.come_back_for;
    if (body.result === "met") stand.reached_on ??= day;
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

/** Whether somebody should still go there. */
export const isToDo = (stand) => stand.state === "todo" || stand.state === "again";

function doorNow(door, rows) {
  return {
    ...door,
    key: `${door.origin}/${door.id}`,
    countedReached: Boolean(door.stand?.reached_on),
    stand: standingOf(door, holding(rows)),
    needsYou: rows.some((row) => row.state === "refused"),
  };
}

// Nearly all doors have nothing pending: they are worked out once per mirror, not at every saving.
const untouched = new WeakMap();

/** All doors of the mirror with their standing and pending facts, in walking order. */
export function doorsNow(doors, rows) {
  const byDoor = new Map();
  for (const row of rows) {
    if (byDoor.has(row.door)) byDoor.get(row.door).push(row);
    else byDoor.set(row.door, [row]);
  }
  return doors.map((door) => {
    const mine = byDoor.get(`${door.origin}/${door.id}`);
    if (mine) return doorNow(door, mine);
    if (!untouched.has(door)) untouched.set(door, doorNow(door, []));
    return untouched.get(door);
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

const laneKey = (door) => `${door.group}|${door.lane_key || door.lane}`;
const laneOf = (door) => ({ key: laneKey(door), lane: door.lane, group: door.group, first: door.priority > 0, doors: [door] });

/** Whether the walk comes twice through the lanes: to all priority doors first, then to the others. */
export function inTwoPasses(doors) {
  const then = doors.findIndex((door) => !door.priority);
  return then > 0 && doors.slice(then).every((door) => !door.priority);
}

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

const byHouse = new Intl.Collator("vi", { numeric: true });

/** Every lane once, its doors by house number, lanes in the order the walk first comes to them. */
export function allOfLane(doors) {
  const lanes = new Map();
  for (const door of doors) {
    if (lanes.has(laneKey(door))) lanes.get(laneKey(door)).doors.push(door);
    else lanes.set(laneKey(door), laneOf(door));
  }
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

/** Doors reached, in all and by facts not counted yet. */
export function countsOf(doors) {
  const reached = doors.filter((door) => door.stand.reached_on);
  const pending = reached.filter((door) => !door.countedReached);
  return { doors: doors.length, reached: reached.length, pending: pending.length };
}
