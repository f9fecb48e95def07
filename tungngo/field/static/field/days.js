// Days and times. A day is "2026-08-05", as in the wire; it is the day in Vietnam, whatever the phone thinks.

// Vietnam keeps +07:00 all year, since 1975. Written by hand: the browser's own DateTimeFormat takes a slow phone
// tens of milliseconds to make, before the list can be drawn.
const OFFSET = "+07:00";
const OFFSET_MS = 7 * 3600_000;

/** The moment as the wire writes it: 2026-08-05T09:05:12+07:00. */
export const stamp = (moment = new Date()) => new Date(moment.getTime() + OFFSET_MS).toISOString().slice(0, 19) + OFFSET;

/** The Vietnamese day of a moment. */
export const dayOf = (moment) => stamp(moment).slice(0, 10);
export const today = () => dayOf(new Date());

/** `day` moved by a number of days. */
export function addDays(day, count) {
  const moved = new Date(`${day}T00:00:00Z`);
  moved.setUTCDate(moved.getUTCDate() + count);
  return moved.toISOString().slice(0, 10);
}

/** Days from `day` to `other`. */
export const daysBetween = (day, other) => Math.round((Date.parse(other) - Date.parse(day)) / 86400000);

/** 0 Sunday … 6 Saturday. */
export const weekday = (day) => new Date(`${day}T00:00:00Z`).getUTCDay();

/** 05/08/2026, or 05/08 within the year of `near`. */
export function showDay(day, near = today()) {
  const [year, month, date] = day.split("-");
  return year === near.slice(0, 4) ? `${date}/${month}` : `${date}/${month}/${year}`;
}

/** 10:42, in Vietnam. */
export const showTime = (moment) => stamp(new Date(moment)).slice(11, 16);
