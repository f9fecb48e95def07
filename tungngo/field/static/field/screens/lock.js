// The phone's gate: the PIN, and what to do when it is forgotten.

import { ChoosePin, TryPin } from "../pin.js";
import { countWaiting, forgetPin, unlock } from "../store.js";
import { html, Notice, useEffect, useState } from "../ui.js";
import { t } from "../words.js";

const Mark = () => html`<p class="mark"><img src="/static/look/icons/icon.svg" alt="" width="40" height="40" /><span>Từng Ngõ</span></p>`;

/** `onOpened()` when the PIN was right; `onForgotten()` when this is nobody's phone any more. */
export function Lock({ onOpened, onForgotten }) {
  const [forgotten, setForgotten] = useState(false);
  useEffect(() => {
    document.title = "Từng Ngõ";
  }, []);
  if (forgotten) return html`<${Forgotten} onBack=${() => setForgotten(false)} onForgotten=${onForgotten} />`;
  return html`<main class="gate"><${Mark} />
    <${TryPin} title=${t("lock.enter")} attempt=${unlock} onRight=${onOpened} />
    <button type="button" class="button plain" onClick=${() => setForgotten(true)}>${t("lock.forgot")}</button>
  </main>`;
}

function Forgotten({ onBack, onForgotten }) {
  const [waiting, setWaiting] = useState(null);
  useEffect(() => {
    countWaiting().then(setWaiting);
  }, []);
  if (waiting === null) return null;
  return html`<main class="gate forgotten"><${Mark} />
    <h1>${t("lock.forgotten")}</h1>
    ${waiting > 0
      ? html`<${Notice} tone="care" heading=${t("lock.waiting", { n: waiting })}>${t("lock.waiting_why")}<//>`
      : html`<${Notice} tone="good">${t("lock.nothing_waits")}<//>`}
    <p>${t("lock.new_badge")}</p>
    <button type="button" class="button wide" onClick=${onBack}>${t("lock.back")}</button>
    <button type="button" class="button second wide" onClick=${() => forgetPin().then(onForgotten)}>${t("lock.forget")}</button>
  </main>`;
}

/** Choose the PIN of this phone; `onChosen(pin)`, and with `onLater` without one for now. */
export const FirstPin = ({ onChosen, onLater }) => html`<main class="gate"><${Mark} />
  <${ChoosePin} why=${t("pin.choose_why")} onChosen=${onChosen} onLater=${onLater} />
</main>`;
