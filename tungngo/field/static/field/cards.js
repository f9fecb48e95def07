// A door, a call for help and a duty as they stand in a list.

import { showDay, showTime, today } from "./days.js";
import { addressOf, agoWords, dueWords, lastWords, skillName } from "./saying.js";
import { Component } from "./vendor/htm-preact-3.1.1.js";
import { html, Marks, Sign } from "./ui.js";
import { t } from "./words.js";

export const SIGN_OF = { met: "check", again: "again", refused: "cross", gone: "away", todo: "" };

/** A part that is drawn again only when one of its properties is another. */
export const steady = (draw) => class extends Component {
  shouldComponentUpdate(next) {
    return Object.keys(next).some((name) => next[name] !== this.props[name]);
  }
  render() {
    return draw(this.props);
  }
};

/** A door: its number first and large. `where`: also the lane, where no heading says it. */
export const Card = steady(({ door, where, day }) => {
  const { stand } = door;
  const due = dueWords(door, day);
  const late = door.due[0]?.[0] === "promised" && door.due[0][1] && door.due[0][1] < day;
  return html`<li><a class="door-row ${stand.state}" href=${`#/door/${door.key}`}>
    ${door.house && html`<b class="house">${door.house}</b>`}
    <span class="of">
      <span class="name">${door.head || door.people[0]?.name || t("door.no_name")}</span>
      ${where && html`<span class="lane-of">${door.lane || door.address || door.group}</span>`}
      ${door.reasons.length > 0 && html`<${Marks} reasons=${door.reasons} />`}
      ${due && html`<span class="due ${late ? "late" : ""}">${due}</span>`}
      ${door.found && html`<span class="badge care"><${Sign} name="clock" />${t("different.found")}</span>`}
      <span class="stand">${lastWords(stand, day)}</span>
      ${door.needsYou && html`<span class="badge bad"><${Sign} name="alert" />${t("state.refused")}</span>`}
      ${stand.pending && !door.needsYou && html`<span class="badge care"><${Sign} name="clock" />${t("state.pending")}</span>`}
    </span>
    ${SIGN_OF[stand.state] && html`<span class="mark"><${Sign} name=${SIGN_OF[stand.state]} /><span class="unseen">${t(`door.state.${stand.state}`)}</span></span>`}
  </a></li>`;
});

/** When help is wished, in few words. */
export function wishWords(call, now = today()) {
  const parts = [
    call.wished_on && (call.wished_on === now ? t("day.today") : showDay(call.wished_on)),
    call.wished_part && t(`help.${call.wished_part}`),
  ].filter(Boolean);
  return parts.length ? parts.join(", ") : t(call.advised ? "help.advised" : "help.asked", { when: agoWords(call.asked_on, now) });
}

/** What help is asked for: services by name, and what was said. */
export const whatWords = (call, skills) =>
  [...call.what.skills.map((code) => skills.find((skill) => skill.code === code)).filter(Boolean).map(skillName), call.what.words]
    .filter(Boolean).join(" · ");

export const HelpState = ({ call }) => html`<span class="badge ${call.pending ? "care" : call.state === "taken" ? "good" : "note"}">
  <${Sign} name=${call.pending ? "clock" : call.state === "taken" ? "check" : "info"} />${t(`help.${call.state}`)}</span>`;

/** A call for help at home: who, where, for what, by when. */
export function HelpRow({ call, door, skills }) {
  const what = whatWords(call, skills);
  return html`<li><a class="door-row help" href=${`#/x/help/${call.id}`}>
    <span class="lead"><${Sign} name="flag" /></span>
    <span class="of">
      <span class="name">${call.name || door?.head || t("help.somebody")}</span>
      <span class="lane-of">${door ? addressOf(door) : call.where || call.group}</span>
      <span class="due ${call.late ? "late" : ""}">${call.late && `${t("help.overdue")} · `}${wishWords(call)}</span>
      ${what && html`<span class="stand">${what}</span>`}
      <${HelpState} call=${call} />
    </span>
  </a></li>`;
}

/** A duty, at a session or on a shift: its hour first and large. */
export function DutyRow({ duty }) {
  const off = duty.state === "cancelled";
  const [from, until] = [showTime(duty.starts_at), showTime(duty.ends_at)];
  return html`<li><a class="door-row duty ${off ? "off" : ""}" href=${duty.shift ? "#/x/shifts" : `#/x/class/${duty.id}`}>
    <b class="house">${from}</b>
    <span class="of">
      <span class="name">${duty.title}</span>
      <span class="lane-of">${duty.place}</span>
      <span class="stand">${t("duty.until", { from, until })}${duty.part && ` · ${t(`duty.${duty.part}`)}`}${duty.with.length > 0 && ` · ${t("duty.with", { who: duty.with.join(", ") })}`}</span>
      ${off && html`<span class="badge bad"><${Sign} name="cross" />${t("duty.cancelled")}${duty.why && `: ${duty.why}`}</span>`}
    </span>
  </a></li>`;
}
