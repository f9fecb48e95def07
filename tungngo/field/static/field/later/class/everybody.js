// The code of a session on this screen: visitors read it with their own phones, and are counted.

import { Head, html, useEffect } from "../../ui.js";
import { t } from "../../words.js";
import { keepLit } from "../carry/camera.js";
import { Code } from "../carry/code.js";
import { addressOf } from "./slips.js";

export function Everybody({ duty }) {
  useEffect(keepLit, []);
  const address = addressOf(duty);
  return html`<${Head} title=${t("slip.everybody")} />
  <main class="class-page showing"><p>${t("slip.everybody_how")}</p>
    <${Code} text=${address} label=${t("slip.everybody")} />
    <p class="soft small address">${address}</p>
    <p class="soft">${t("slip.everybody_why")}</p>
  </main>`;
}
