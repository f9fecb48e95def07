// Handing over what cannot be sent, and taking it for others: at home, as codes, by camera.

import { learn } from "../../words.js";
import { html } from "../../ui.js";
import { Home } from "./home.js";
import { Scan } from "./scan.js";
import { Show } from "./show.js";
import words from "./words.js";

learn(words);

const PAGES = { show: Show, scan: Scan };

export default function Carry(ctx) {
  const Page = PAGES[ctx.parts[0]] || Home;
  return html`<${Page} ...${ctx} />`;
}
