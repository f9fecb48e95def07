// Days and times. A day is "2026-08-05", as in the wire; it is the day in Vietnam, whatever the phone thinks.

const ZONE = "Asia/Ho_Chi_Minh";
const parts = new Intl.DateTimeFormat("en-CA", {
  timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit",
  hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23",
});

function inVietnam(moment) {
  return Object.fromEntries(parts.formatToParts(moment).map(({ type, value }) => [type, value]));
}

/** The moment as the wire writes it: 2026-08-05T09:05:12+07:00. */
export function stamp(moment = new Date()) {
  const p = inVietnam(moment);
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}:${p.second}+07:00`;
}

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
