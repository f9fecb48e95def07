// Days and hours of sessions and shifts, as their lists say them.

import { dayOf, showDay, showTime, today, weekday } from "../../days.js";
import { currentLanguage, t } from "../../words.js";

const DAYS = { vi: ["CN", "T2", "T3", "T4", "T5", "T6", "T7"], en: ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] };

/** The day something begins. */
export const begins = (one) => dayOf(new Date(one.starts_at));

/** "T2 23/11", today said as such. */
export const dayWords = (day) => `${day === today() ? `${t("day.today")}, ` : ""}${DAYS[currentLanguage()][weekday(day)]} ${showDay(day)}`;

/** "07:30–11:30". */
export const whenOf = (one) => `${showTime(one.starts_at)}–${showTime(one.ends_at)}`;
