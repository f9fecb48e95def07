// Entering a PIN: large keys for one thumb, a real keyboard too, and no field a browser would offer to remember.

import { waitToUnlock } from "./store.js";
import { html, Sign, useEffect, useLayoutEffect, useRef, useState } from "./ui.js";
import { isEasy, PIN_LENGTH } from "./vault.js";
import { t } from "./words.js";

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

/** Dots and keys. `onPin(pin)` when all digits are in; what it promises is waited for. */
function Pad({ title, why, said, wait, onPin }) {
  const [shown, setShown] = useState(0);
  const [failed, setFailed] = useState(false);
  const digits = useRef(""); // a quick thumb is ahead of what is drawn
  const heading = useRef();
  const press = useRef();
  const busy = shown === PIN_LENGTH;
  const still = busy || wait > 0;
  function become(next) {
    digits.current = next;
    setShown(next.length);
  }
  press.current = (key) => {
    const had = digits.current;
    if (wait > 0 || had.length === PIN_LENGTH) return;
    become(key === "back" ? had.slice(0, -1) : had + key);
    if (digits.current.length < PIN_LENGTH) return;
    setFailed(false);
    onPin(digits.current).catch((failure) => {
      console.error(failure);
      setFailed(true);
    }).finally(() => become(""));
  };
  useLayoutEffect(() => {
    function typed(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^\d$/.test(event.key)) press.current(event.key);
      else if (event.key === "Backspace") press.current("back");
    }
    addEventListener("keydown", typed);
    return () => removeEventListener("keydown", typed);
  }, []);
  useEffect(() => heading.current.focus({ preventScroll: true }), [title]);
  const key = (digit) => html`<button type="button" key=${digit} disabled=${still} onClick=${() => press.current(digit)}>${digit}</button>`;
  return html`<section class="pin">
    <h1 tabindex="-1" ref=${heading}>${title}</h1>
    ${why && html`<p class="soft">${why}</p>`}
    <p class="dots ${busy ? "busy" : ""}"><span class="unseen" role="status">${busy ? t("pin.busy") : t("pin.entered", { n: shown, of: PIN_LENGTH })}</span>
      ${Array.from({ length: PIN_LENGTH }, (_none, at) => html`<i aria-hidden="true" class=${at < shown ? "in" : ""}></i>`)}</p>
    <p class="said" role="alert">${failed ? t("pin.not_kept") : said}${wait > 0 && html` <span role="timer" aria-live="off">${t("pin.wait", { time: clock(wait) })}</span>`}</p>
    <div class="pad" role="group" aria-label=${t("pin.pad")}>
      ${[..."123456789"].map(key)}<span></span>${key("0")}
      <button type="button" class="back" aria-label=${t("pin.delete")} disabled=${still} onClick=${() => press.current("back")}><${Sign} name="back" /></button>
    </div>
  </section>`;
}

/**
 * Ask for a PIN that is already set. `attempt(pin)` gives 0, or the milliseconds to wait before the next
 * try; `onRight(pin)`; `box`: of which strongbox, else the lock of today.
 */
export function TryPin({ title, why, box, attempt, onRight }) {
  const [said, setSaid] = useState("");
  const [until, setUntil] = useState(0);
  const [now, setNow] = useState(Date.now);
  const wait = Math.max(0, Math.ceil((until - now) / 1000));
  function waitFor(ms) {
    setNow(Date.now());
    setUntil(ms > 1 ? Date.now() + ms : 0);
  }
  useEffect(() => {
    waitToUnlock(box).then(waitFor);
  }, []);
  useEffect(() => {
    if (!wait) return undefined;
    const tick = setTimeout(() => waitToUnlock(box).then(waitFor), 1000);
    return () => clearTimeout(tick);
  }, [now, until]);
  async function onPin(pin) {
    setSaid("");
    const ms = await attempt(pin);
    if (!ms) return onRight(pin);
    setSaid(t("pin.wrong"));
    return waitFor(ms);
  }
  return html`<${Pad} title=${title} why=${why} said=${said} wait=${wait} onPin=${onPin} />`;
}

/** Choose a PIN, entered twice: `onChosen(pin)`. With `onLater` it may be put off. */
export function ChoosePin({ why, onChosen, onLater }) {
  const [first, setFirst] = useState("");
  const [said, setSaid] = useState("");
  async function onPin(pin) {
    const easy = !first && isEasy(pin);
    setSaid(easy ? t("pin.easy") : first && pin !== first ? t("pin.differs") : "");
    if (first && pin === first) await onChosen(pin);
    else setFirst(first || easy ? "" : pin);
  }
  return html`<${Pad} title=${t(first ? "pin.again" : "pin.choose")} why=${first ? t("pin.again_why") : why} said=${said} wait=${0} onPin=${onPin} />
    ${onLater && !first && html`<section class="later"><p class="soft small">${t("pin.later_why")}</p>
      <button type="button" class="button plain wide" onClick=${onLater}>${t("pin.later")}</button></section>`}`;
}
