// Where to send somebody: the commune's support points, those where something begins soonest first.

import { stamp } from "../../days.js";
import { skillName } from "../../saying.js";
import { Head, html, useMemo } from "../../ui.js";
import { learn, t } from "../../words.js";
import { begins, dayWords, whenOf } from "../shifts/when.js";
import words from "./words.js";

learn(words);

const MOST = 2;
const LATER = "9";

/** The points with what is still to come there. */
function coming(points, now) {
  const kept = points.map((point) => ({ ...point, sessions: point.sessions.filter((one) => one.ends_at > now) }));
  const next = ({ sessions }) => sessions.find((one) => one.state === "planned")?.starts_at || LATER;
  return kept.sort((a, b) => (next(a) < next(b) ? -1 : next(a) > next(b) ? 1 : 0));
}

export default function Screen({ world }) {
  const points = useMemo(() => coming(world.points || [], stamp()), [world.points]);
  const skills = world.campaign?.skills || [];
  const about = (codes) => skills.filter(({ code }) => codes.includes(code)).map(skillName).join(", ");
  return html`<${Head} title=${t("points.title")} />
  <main class="points-page">
    ${!points.length && html`<div class="nothing"><h2>${t("points.none")}</h2><p>${t("points.none_why")}</p></div>`}
    ${points.map((point) => html`<section key=${point.id}>
      <h2>${point.name}</h2>
      <p>${[point.place, point.hours].filter(Boolean).join(" · ")}</p>
      ${(point.helps_with.length > 0 || point.languages.length > 0) && html`<p class="small soft">${[about(point.helps_with),
        point.languages.length && t("points.languages", { names: point.languages.join(", ") })].filter(Boolean).join(" · ")}</p>`}
      ${point.sessions.length > 0 && html`<ul>${point.sessions.slice(0, MOST).map((one) => html`<li class=${one.state === "cancelled" ? "off" : ""}>
        <b>${dayWords(begins(one))} ${whenOf(one)}</b> ${one.title}${one.state === "cancelled" ? html` <span class="badge care">${t("points.off")}</span>` : about(one.topics) && html`<small>${about(one.topics)}</small>`}</li>`)}</ul>`}
    </section>`)}
    ${points.length > 0 && html`<p class="small soft">${t("points.more")}</p>`}
  </main>`;
}
