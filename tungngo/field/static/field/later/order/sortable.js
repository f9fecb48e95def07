// A list whose rows change places: dragged by a handle, moved by arrow keys on it, or by buttons.

import { html, Sign, useLayoutEffect, useRef, useState } from "../../ui.js";
import { t } from "../../words.js";

const EDGE = 96; // px from the top and the bottom of the screen where a drag scrolls on
const SCROLL = 10; // px a frame

const moved = (list, from, to) => {
  const next = [...list];
  next.splice(to, 0, ...next.splice(from, 1));
  return next;
};

/** `items`: [{key, title, small}]; `more(key)` what else can be done with one; `onOrder(keys)`. */
export function Sortable({ items, more, onOrder }) {
  const [drag, setDrag] = useState(null); // {from, to, by, height}
  const [opened, setOpened] = useState(null);
  const [said, setSaid] = useState("");
  const list = useRef();
  const live = useRef(null);
  const focused = useRef(null);
  useLayoutEffect(() => {
    if (focused.current === null) return;
    list.current.querySelector(`[data-at="${focused.current}"]`)?.focus();
    focused.current = null;
  });

  function move(from, to, { focus = false } = {}) {
    if (to < 0 || to >= items.length || to === from) return;
    if (focus) focused.current = to;
    setSaid(t("order.now", { what: items[from].title, n: to + 1, of: items.length }));
    onOrder(moved(items, from, to).map((item) => item.key));
  }

  function follow() {
    const held = live.current;
    if (!held) return;
    const { from, rows } = held;
    const by = held.y + scrollY - held.began;
    const middle = (row) => row.top + row.height / 2;
    const center = middle(rows[from]) + by;
    let to = from;
    while (to > 0 && center < middle(rows[to - 1])) to -= 1;
    while (to < rows.length - 1 && center > middle(rows[to + 1])) to += 1;
    held.to = to;
    setDrag({ from, to, by, height: rows[from].height });
  }

  function frame() {
    const held = live.current;
    if (!held) return;
    const before = scrollY;
    if (held.y < EDGE) scrollBy(0, -SCROLL);
    else if (held.y > innerHeight - EDGE) scrollBy(0, SCROLL);
    if (scrollY !== before) follow();
    requestAnimationFrame(frame);
  }

  function hold(event, from) {
    if (event.button) return;
    const rows = [...list.current.children].map((row) => {
      const { top, height } = row.getBoundingClientRect();
      return { top: top + scrollY, height };
    });
    event.currentTarget.setPointerCapture(event.pointerId);
    live.current = { from, to: from, rows, y: event.clientY, began: event.clientY + scrollY };
    setOpened(null);
    follow();
    requestAnimationFrame(frame);
  }

  function pull(event) {
    if (!live.current) return;
    live.current.y = event.clientY;
    follow();
  }

  function drop(kept) {
    const held = live.current;
    live.current = null;
    setDrag(null);
    if (held && kept) move(held.from, held.to);
  }

  function key(event, at) {
    const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(at, to, { focus: true });
  }

  const shift = (at) => {
    if (!drag) return 0;
    if (at === drag.from) return drag.by;
    if (at > drag.from && at <= drag.to) return -drag.height;
    return at < drag.from && at >= drag.to ? drag.height : 0;
  };
  return html`<ol class="sortable ${drag ? "dragging" : ""}" ref=${list}>
    ${items.map((item, at) => html`<li key=${item.key} class=${drag?.from === at ? "held" : ""} style=${drag ? { transform: `translateY(${shift(at)}px)` } : null}>
      <div class="line">
        <button type="button" class="handle" data-at=${at} aria-label=${t("order.handle", { what: item.title, n: at + 1, of: items.length })}
          onPointerDown=${(event) => hold(event, at)} onPointerMove=${pull} onPointerUp=${() => drop(true)} onPointerCancel=${() => drop(false)}
          onKeyDown=${(event) => key(event, at)}><span class="grip" aria-hidden="true"></span></button>
        <button type="button" class="what" aria-expanded=${opened === item.key} onClick=${() => setOpened(opened === item.key ? null : item.key)}>
          <b>${at + 1}</b><span>${item.title}${item.small && html`<small>${item.small}</small>`}</span><${Sign} name="down" /></button>
      </div>
      ${opened === item.key && html`<div class="buttons">
        <button type="button" class="button second" disabled=${at === 0} onClick=${() => move(at, at - 1)}>${t("order.up")}</button>
        <button type="button" class="button second" disabled=${at === items.length - 1} onClick=${() => move(at, at + 1)}>${t("order.down")}</button>
        <button type="button" class="button second" disabled=${at === 0} onClick=${() => move(at, 0)}>${t("order.top")}</button>
        ${more?.(item.key)}</div>`}
    </li>`)}
  </ol>
  <p class="unseen" role="status">${said}</p>`;
}
