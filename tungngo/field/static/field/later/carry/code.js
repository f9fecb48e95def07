// A text as a QR on the screen.

import { html, useLayoutEffect, useRef } from "../../ui.js";
import { encode } from "./vendor/uqr-0.1.3.js";

const QUIET = 4; // modules of white around a code (ISO/IEC 18004)
const drawn = new Map(); // text → modules: drawing a code takes longer than showing it

function modulesOf(text) {
  if (!drawn.has(text)) drawn.set(text, encode(text, { ecc: "L", border: QUIET }).data);
  return drawn.get(text);
}

/** One code, black on white in every theme, each module a whole number of the screen's own dots. */
export function Code({ text, label }) {
  const canvas = useRef();
  useLayoutEffect(() => {
    const modules = modulesOf(text);
    const room = Math.min(canvas.current.parentElement.clientWidth, innerHeight * 0.62);
    const dots = Math.max(1, Math.floor((room * devicePixelRatio) / modules.length));
    const side = modules.length * dots;
    const { current } = canvas;
    if (current.width !== side) current.width = current.height = side;
    current.style.width = `${side / devicePixelRatio}px`;
    const pen = current.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, side, side);
    pen.fillStyle = "#000";
    modules.forEach((row, y) => row.forEach((dark, x) => dark && pen.fillRect(x * dots, y * dots, dots, dots)));
  }, [text]);
  return html`<div class="code-frame"><canvas ref=${canvas} role="img" aria-label=${label}></canvas></div>`;
}
