// What a scanned code of a session says. Pure.

const ADDRESS = /\/here\/([\w.]{1,12})\/([0-9a-f-]{36})\/[0-9a-f]+\/(?:#([0-9a-f]{12}))?$/;
const text = new TextEncoder();

/** Where visitors of a session confirm on their own phones. */
export const addressOf = (duty, origin = location.origin) => `${origin}/here/${duty.origin}/${duty.id}/${duty.code}/`;

/** A code of a session: {gathering, mark: that of a household, "" on the code that is for everybody}; else null. */
export function slipOf(scanned) {
  const found = ADDRESS.exec(scanned);
  return found && { gathering: found[2], mark: found[3] || "" };
}

/** The mark of a household on slips of a session: the same as `mark_of` of tungngo/points/codes.py. */
export async function markOf(gathering, { origin, id }) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", text.encode(`${gathering}/${origin}/${id}`)));
  return [...hash.slice(0, 6)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The door a slip was printed for, among those this phone holds; undefined when it holds it not. */
export async function doorOf({ gathering, mark }, doors) {
  const marks = await Promise.all(doors.map((door) => markOf(gathering, door)));
  return doors[marks.indexOf(mark)];
}
