// Days as they are written by hand, and ids for operations. No page, no network.

/** "2026-08-15" → "15/08/2026". */
export const dayOf = (iso) => iso.split("-").reverse().join("/");

/** "15/8", "15.08.26" or "15/8/2026" → "2026-08-15"; null when it is no day. The year is the one nearest
 *  to `near` (ISO); with `ahead`, the first such day from `near` on. */
export function isoOf(written, near, ahead = false) {
  const found = /^\s*(\d{1,2})[/.\-\s](\d{1,2})(?:[/.\-\s](\d{2}|\d{4}))?\s*$/.exec(written);
  if (!found) return null;
  const [, day, month, year] = found;
  const make = (y) => {
    const at = new Date(Date.UTC(y, month - 1, day));
    const isReal = at.getUTCMonth() === month - 1 && at.getUTCDate() === Number(day);
    return isReal ? at.toISOString().slice(0, 10) : null;
  };
  if (year) return make(year.length === 2 ? 2000 + Number(year) : Number(year));
  const about = Number(near.slice(0, 4));
  const real = [about - 1, about, about + 1].map(make).filter(Boolean);
  if (ahead) return real.find((one) => one >= near) ?? null;
  const far = (one) => Math.abs(Date.parse(one) - Date.parse(near));
  return real.sort((one, other) => far(one) - far(other))[0] ?? null;
}

/** A version 7 UUID (RFC 9562): 48 bits of milliseconds, then random bits. */
export function mint() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  let ms = Date.now();
  for (let at = 5; at >= 0; at -= 1) {
    bytes[at] = ms % 256;
    ms = Math.floor(ms / 256);
  }
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}
