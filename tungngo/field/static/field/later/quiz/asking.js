// One question at a time, large enough to be held out across a table, and handing in at the end.

import { html, Notice, Sign, useEffect, useRef, useState } from "../../ui.js";
import { t } from "../../words.js";
import { chosenAfter, leftOut, minutesLeft } from "./attempt.js";
import { nameOf } from "./saying.js";
import { hush, readAloud, watchVoice } from "./speech.js";

const TICK = 15_000; // ms between two looks at the time taken
const LETTERS = "ABCDEFGHIJ";
const NONE = [];

/** `paper` as order.paperOf gives it; `write(draft)` keeps what was answered. */
export function Asking({ quiz, paper, draft, late, write, onHandIn, onLeave }) {
  const latest = useRef(draft);
  latest.current = draft;
  useEffect(() => {
    if (!quiz.minutes) return undefined;
    // Only while it is looked at: a phone that rests, or dies, takes no time from anybody.
    const clock = setInterval(() => document.visibilityState === "visible" && write({ ...latest.current, spent: latest.current.spent + TICK }), TICK);
    return () => clearInterval(clock);
  }, [draft.id]);
  const left = minutesLeft(quiz, draft.spent);
  const at = Math.min(draft.at, paper.length);
  const question = paper[at];
  const go = (to) => {
    hush();
    scrollTo(0, 0);
    write({ ...draft, at: to });
  };
  const answer = (place) => {
    const chosen = chosenAfter(question, draft.answers[question.key] || NONE, place);
    write({ ...draft, answers: { ...draft.answers, [question.key]: chosen } });
  };
  return html`<main class="quiz asking">
    <p class="asked-who"><b>${nameOf(draft.learner)}</b>${draft.variant > 0 && html`<span>${t("quiz.paper", { n: draft.variant })}</span>`}
      ${left !== null && html`<span class=${left < 0 ? "care" : ""}>${left < 0 ? t("quiz.over", { n: -left }) : t("quiz.left_minutes", { n: left })}</span>`}</p>
    <progress max=${paper.length} value=${at} aria-label=${t("quiz.progress")}></progress>
    ${late && html`<${Notice} tone="care">${late}<//>`}
    ${question
      ? html`<${Question} key=${question.key} quiz=${quiz} question=${question} chosen=${draft.answers[question.key] || NONE} onAnswer=${answer} />`
      : html`<${Review} paper=${paper} answers=${draft.answers} go=${go} onHandIn=${onHandIn} onLeave=${onLeave} />`}
  </main>
  <nav class="quiz-turn" aria-label=${t("quiz.turn")}>
    <button type="button" class="button second" disabled=${at === 0} onClick=${() => go(at - 1)}><${Sign} name="back" />${t("quiz.before")}</button>
    <span role="status">${question && html`<span class="unseen">${t("quiz.at", { n: at + 1, of: paper.length })}</span><span aria-hidden="true">${at + 1} / ${paper.length}</span>`}</span>
    ${question && html`<button type="button" class="button" onClick=${() => go(at + 1)}>${t("quiz.next")}<${Sign} name="forward" /></button>`}
  </nav>`;
}

function Question({ quiz, question, chosen, onAnswer }) {
  const heading = useRef();
  useEffect(() => heading.current.focus({ preventScroll: true }), []);
  return html`<fieldset class="question ${question.kind}" lang=${quiz.language}>
    <legend><h2 tabindex="-1" ref=${heading}>${question.text}</h2></legend>
    <p class="soft" lang=${document.documentElement.lang}>${t(`quiz.how.${question.kind}`)}</p>
    <${Aloud} quiz=${quiz} question=${question} />
    <div class="choices">${question.places.map((place, nth) => html`<${Choice} key=${place} quiz=${quiz} question=${question} place=${place} nth=${nth}
      at=${chosen.indexOf(place)} onTap=${() => onAnswer(place)} />`)}</div>
  </fieldset>`;
}

/** A choice: its letter as on paper; of an order its number once it was tapped. `at`: where it stands among the chosen, or -1. */
function Choice({ quiz, question, place, nth, at, onTap }) {
  const { text, picture } = question.choices[place];
  const on = at >= 0;
  const words = html`${picture && html`<svg viewBox="0 0 32 32" aria-hidden="true" dangerouslySetInnerHTML=${{ __html: quiz.pictures[picture] }}></svg>`}<span class="of">${text}</span>`;
  if (question.kind === "ordering") {
    return html`<button type="button" class="tick ${on ? "on" : ""}" aria-pressed=${on} onClick=${onTap}>
      <span class="box">${on ? at + 1 : ""}</span>${words}</button>`;
  }
  const single = question.kind === "single" || question.kind === "picture";
  return html`<label class="tick ${on ? "on" : ""} ${single ? "single" : ""}"><input type=${single ? "radio" : "checkbox"} name=${question.key} checked=${on} onChange=${onTap} />
    <span class="box">${question.kind === "observation" ? html`<${Sign} name="check" />` : LETTERS[nth]}</span>${words}</label>`;
}

/** The phone reads the question where it has a voice of its own (begin.js says so where it has none). */
function Aloud({ quiz, question }) {
  const [voice, setVoice] = useState(null);
  const [reading, setReading] = useState(false);
  useEffect(() => watchVoice(quiz.language, setVoice), []);
  if (!voice) return null;
  const lettered = question.kind !== "ordering" && question.kind !== "observation";
  const lines = [question.text, ...question.places.map((place, nth) => `${lettered ? `${LETTERS[nth]}. ` : ""}${question.choices[place].text}`)];
  const read = () => {
    if (reading) hush();
    else readAloud(voice, lines, () => setReading(false));
    setReading(!reading);
  };
  return html`<button type="button" class="button second aloud" lang=${document.documentElement.lang} aria-pressed=${reading} onClick=${read}>
    <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d=${reading ? "M4 3h3v10H4zM9 3h3v10H9z" : "M4.5 2.5v11l8.5-5.5z"} /></svg>
    ${t(reading ? "quiz.hush" : "quiz.aloud")}</button>`;
}

/** Handing in stands where no second tap on "next" falls. */
function Review({ paper, answers, go, onHandIn, onLeave }) {
  const heading = useRef();
  useEffect(() => heading.current.focus({ preventScroll: true }), []);
  const left = leftOut(paper, answers);
  return html`<section class="review"><h2 tabindex="-1" ref=${heading}>${t("quiz.answered", { n: paper.length - left.length, of: paper.length })}</h2>
    ${left.length > 0 && html`<p>${t("quiz.left_out")}</p>
      <ul>${left.map((at) => html`<li key=${at}><button type="button" class="button second" onClick=${() => go(at)}>${t("quiz.question", { n: at + 1 })}</button></li>`)}</ul>`}
    <p class="soft">${t("quiz.hand_in_why")}</p>
    <button type="button" class="button wide" onClick=${onHandIn}>${t("quiz.hand_in")}<${Sign} name="check" /></button>
    <button type="button" class="button plain" onClick=${onLeave}><${Sign} name="cross" />${t("quiz.leave")}</button>
  </section>`;
}
