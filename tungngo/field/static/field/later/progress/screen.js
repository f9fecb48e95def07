// My progress: my own share, split so that it adds up to what the ward sees.

import { showDay, today } from "../../days.js";
import { skillName } from "../../saying.js";
import { Head, html, Notice, Sign, useMemo } from "../../ui.js";
import { learn, t } from "../../words.js";
import { figuresOf } from "./sums.js";
import words from "./words.js";

learn(words);

export default function Screen({ doors, world, counts, sentence }) {
  const day = today();
  const { campaign } = world;
  const mine = useMemo(() => figuresOf(doors, campaign, day), [doors, campaign, day]);
  const shared = world.doors?.counts.shared;
  const skillOf = (code) => campaign.skills.find((one) => one.code === code);
  const taught = mine.skills.filter(({ steps }) => steps[0] < mine.people);
  const untaught = mine.skills.filter(({ steps }) => steps[0] === mine.people);
  const troubled = counts.refused + (counts.handed || 0);
  return html`<${Head} title=${t("way.progress")} />
  <main class="progress-page">
    <section class="sum">
      <h2><b>${mine.reached}</b> / ${t("today.doors", { n: mine.doors })} ${t("today.met")}</h2>
      <${Bar} mine=${mine} />
      <dl>
        <${Part} sign="counted" tone="good" n=${mine.counted} name="counted" />
        <${Part} sign="sent" tone="note" n=${mine.accepted} name="accepted" />
        <${Part} sign="clock" tone="care" n=${mine.waiting} name="waiting" />
      </dl>
      <p class="rule">${t("progress.rule", { counted: mine.counted, accepted: mine.accepted, waiting: mine.waiting, reached: mine.reached })}</p>
      <p class="small soft">${t(shared ? "progress.shared" : "progress.ward")}</p>
    </section>
    <section class="pair">
      <p><b>${mine.today}</b> ${t("progress.today")}</p>
      <p><b>${mine.week}</b> ${t("progress.week")}</p>
    </section>
    ${mine.pace && html`<${Pace} pace=${mine.pace} reached=${mine.reached} today=${day} />`}
    ${mine.skills.length > 0 && html`<section><h2>${t("progress.people")}</h2>
      <p>${t("progress.shown", { n: mine.shown, of: mine.people })}</p>
      ${taught.length > 0 && html`<ul class="skills">${taught.map(({ code, steps }) => html`<${Skill} key=${code} skill=${skillOf(code)} steps=${steps} people=${mine.people} />`)}</ul>
      <p class="steps-legend small">${[4, 3, 2, 1].map((level) => html`<span><i class="step-${level}"></i>${t(`level.${level}`)}</span>`)}</p>`}
      ${untaught.length > 0 && html`<p class="small soft">${t("progress.untaught", { names: untaught.map(({ code }) => skillName(skillOf(code))).join(", ") })}</p>`}
    </section>`}
    <section><h2>${t("progress.records")}</h2>
      <a class="sentence" href="#/records">${sentence}</a>
      ${troubled > 0 && html`<${Notice} tone="bad">${t("progress.refused", { n: troubled })}<//>`}
    </section>
  </main>`;
}

/** The share as a bar: counted, on the way, and a flag where the pace would be today. */
function Bar({ mine }) {
  const part = (count) => `${mine.doors ? (100 * count) / mine.doors : 0}%`;
  const { pace } = mine;
  return html`<div class="bar-of">
    <div class="bar" aria-hidden="true"><i style=${{ width: part(mine.counted) }}></i><i class="pending" style=${{ width: part(mine.pending) }}></i></div>
    ${pace && html`<span class="pace-mark" style=${{ left: part(pace.expected) }} aria-hidden="true"></span>`}
  </div>`;
}

const Part = ({ sign, tone, n, name }) => html`<div class=${tone}>
  <dt><${Sign} name=${sign} />${t(`progress.${name}`)}</dt><dd>${n}</dd></div>`;

function Pace({ pace, reached, today: day }) {
  const over = pace.due_on < day;
  const ahead = reached - pace.expected;
  return html`<section><h2>${t("progress.milestone", { percent: pace.percent, day: showDay(pace.due_on) })}</h2>
    <p>${t("progress.needed", { n: pace.needed })} ${pace.left === 0
      ? html`<strong class="good">${t("progress.done")}</strong>`
      : pace.due_on === day ? html`<strong>${t("progress.last_day", { n: pace.left })}</strong>`
      : over ? html`<strong class="bad">${t("progress.over", { n: pace.left })}</strong>`
        : t("progress.left", { n: pace.left, days: pace.days, a_day: pace.aDay })}</p>
    ${pace.left > 0 && !over && html`<p class=${ahead < 0 ? "behind" : "ahead"}><${Sign} name=${ahead < 0 ? "alert" : "counted"} />${t(ahead < 0 ? "progress.behind" : "progress.ahead", { n: Math.abs(ahead), expected: pace.expected })}</p>`}
  </section>`;
}

function Skill({ skill, steps, people }) {
  const part = (count) => `${people ? (100 * count) / people : 0}%`;
  const alone = steps[3] + steps[4];
  const said = [1, 2, 3, 4].filter((level) => steps[level]).map((level) => `${steps[level]} ${t(`level.${level}`)}`);
  return html`<li><p><b>${skillName(skill)}</b><span>${t("progress.alone", { n: alone, of: people })}</span></p>
    <div class="ladder-bar" role="img" aria-label=${said.join(", ")}>${[4, 3, 2, 1].map((level) => steps[level] > 0 && html`<i class="step-${level}" style=${{ width: part(steps[level]) }}></i>`)}</div></li>`;
}
