// The parts every screen is made of.

import { html, useEffect, useRef } from "./vendor/htm-preact-3.1.1.js";
import { back } from "./route.js";
import { named, t } from "./words.js";

export { html };
export { useEffect, useLayoutEffect, useMemo, useRef, useState } from "./vendor/htm-preact-3.1.1.js";

/** A sign; a word always stands beside it. */
export const Sign = ({ name }) =>
  html`<svg class="icon" aria-hidden="true" focusable="false"><use href=${`#sign-${name}`} /></svg>`;

/** The bar on top of every screen but the list: where am I, and the way back. */
export function Head({ title, children }) {
  const heading = useRef();
  useEffect(() => {
    document.title = `${title} · Từng Ngõ`;
    heading.current.focus({ preventScroll: true });
  }, [title]);
  return html`<header class="head">
    <button type="button" class="round" onClick=${back}><${Sign} name="back" /><span class="unseen">${t("back")}</span></button>
    <h1 tabindex="-1" ref=${heading}>${title}</h1>
    ${children}
  </header>`;
}

const RECORD_STATES = {
  waiting: ["clock", "care"], sent: ["sent", "note"], counted: ["counted", "good"],
  refused: ["alert", "bad"], aside: ["check", "quiet"], held: ["sent", "note"], handed: ["flag", "care"],
};

/** Where a record is: sign, colour and word. */
export function RecordState({ state }) {
  const [sign, tone] = RECORD_STATES[state];
  return html`<span class="badge ${tone}"><${Sign} name=${sign} />${t(`state.${state}`)}</span>`;
}

/** Why a door comes early, as words. */
export const Marks = ({ reasons }) =>
  html`<span class="marks">${reasons.map((code) => html`<span>${named("reason", code)}</span>`)}</span>`;

const TONE_SIGNS = { good: "counted", care: "alert", bad: "refused", note: "info" };

/** Something to know, in its place on the screen. */
export const Notice = ({ tone, heading, children }) => html`<div class="notice ${tone}">
  <${Sign} name=${TONE_SIGNS[tone]} /><div>${heading && html`<strong>${heading}</strong>`}${children}</div>
</div>`;

/** The warning that is always there where people sit together over a phone. */
export const Secrets = () => html`<p class="secrets"><${Sign} name="alert" />${t("secrets")}</p>`;

export const LEVELS = [0, 1, 2, 3, 4];

/** The five steps of the ladder to choose from. `value` null: none chosen. */
export function Ladder({ name, label, value, onChange }) {
  return html`<fieldset class="ladder">
    <legend class=${label ? "" : "unseen"}>${label || name}</legend>
    <div class="steps">
      ${LEVELS.map((level) => html`<label class="step step-${level}">
        <input type="radio" name=${name} checked=${value === level} onChange=${() => onChange(level)} />
        <span>${t(`level.short.${level}`)}</span>
      </label>`)}
    </div>
  </fieldset>`;
}

/** A large tick: the whole line is the target. */
export const Tick = ({ on, onChange, children, slim }) => html`<label class="tick ${slim ? "slim" : ""} ${on ? "on" : ""}">
  <input type="checkbox" checked=${on} onChange=${(event) => onChange(event.target.checked)} />
  <span class="box"><${Sign} name="check" /></span><span class="of">${children}</span>
</label>`;

/** One choice among a few, as chips. */
export const Chips = ({ name, label, options, value, onChange }) => html`<fieldset class="chips">
  <legend class="unseen">${label}</legend>
  ${options.map(([key, words]) => html`<label class="chip">
    <input type="radio" name=${name} checked=${value === key} onChange=${() => onChange(key)} />
    <span>${words}</span>
  </label>`)}
</fieldset>`;
