// Which door with a known place is the nearest. Pure.

const METRES_A_DEGREE = 111_320;

/** Metres between two places [latitude, longitude] so near that the earth is flat between them. */
function metresBetween([lat, lon], [otherLat, otherLon]) {
  const narrowing = Math.cos((((lat + otherLat) / 2) * Math.PI) / 180);
  return METRES_A_DEGREE * Math.hypot(lat - otherLat, (lon - otherLon) * narrowing);
}

/**
 * The door whose place is nearest to where one stands: {door, metres}, or null where no place is known. Of
 * doors at one place (they are about 100 m apart) the one that is walked first.
 */
export function nearest(doors, here) {
  let found = null;
  for (const door of doors) {
    if (!door.near) continue;
    const metres = metresBetween(here, door.near);
    const closer = !found || metres < found.metres;
    if (closer || (metres === found.metres && door.place < found.door.place)) found = { door, metres };
  }
  return found;
}
