// The order in which doors are walked on this phone. Pure.
// `refill` and `arranged` are the same as tungngo/territory/walk_order.py; tests/field/walk_cases.py holds
// the two together.

/** `sequence` with those of `wanted` in wanted order, in the places they hold together. */
export function refill(sequence, wanted) {
  const present = new Set(sequence);
  const order = [...new Set(wanted)].filter((one) => present.has(one));
  const moved = new Set(order);
  let at = 0;
  return sequence.map((one) => (moved.has(one) ? order[at++] : one));
}

/** Doors [[key, lane]] as they come by address, in the corrected order: keys. */
export function arranged(doors, lanes, byLane) {
  let sequence = doors;
  if (lanes.length) {
    const natural = [...new Set(doors.map(([, lane]) => lane))];
    const rank = new Map(refill(natural, lanes).map((lane, place) => [lane, place]));
    sequence = [...doors].sort((a, b) => rank.get(a[1]) - rank.get(b[1]));
  }
  const laneOf = new Map(sequence);
  let order = sequence.map(([key]) => key);
  for (const [lane, wanted] of Object.entries(byLane)) {
    order = refill(order, wanted.filter((key) => laneOf.get(key) === lane));
  }
  return order;
}

/** Whether the walk comes twice through the lanes: to all priority doors first, then to the others. */
export function inTwoPasses(doors) {
  const then = doors.findIndex((door) => !door.priority);
  return then > 0 && doors.slice(then).every((door) => !door.priority);
}

const byPlace = (a, b) => a.place - b.place;
const passOf = (door, twice) => (twice && !door.priority ? 1 : 0);

/** Doors along the lanes, whatever their priority. */
export const alongLanes = (doors) => [...doors].sort(byPlace);

/** The walk with a correction of one group laid over it: {path, lanes, doors} as in walk.reorder. */
export function corrected(doors, { path, lanes, doors: byLane }) {
  const mine = alongLanes(doors.filter((door) => door.path === path));
  const order = arranged(mine.map((door) => [door.id, door.lane_key]), lanes, byLane);
  const placeOf = new Map(order.map((id, at) => [id, mine[at].place]));
  const twice = inTwoPasses(doors);
  const passes = [[], []];
  for (const door of doors) {
    if (door.path !== path) continue;
    const place = placeOf.get(door.id);
    passes[passOf(door, twice)].push(place === door.place ? door : { ...door, place });
  }
  passes.forEach((pass) => pass.sort(byPlace));
  return doors.map((door) => (door.path === path ? passes[passOf(door, twice)].shift() : door));
}

/** The walk as it goes on from a place of it: what comes before comes last, in each pass. */
export function begunAt(doors, place) {
  if (place === null || place === undefined) return doors;
  const twice = inTwoPasses(doors);
  const turn = (door) => (door.place >= place ? 0 : 1);
  return [...doors].sort((a, b) => passOf(a, twice) - passOf(b, twice) || turn(a) - turn(b) || byPlace(a, b));
}
