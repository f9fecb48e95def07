// Beginning the walk where one stands: the phone is asked once where it is, and nothing of that is kept.

import { addressOf } from "../../saying.js";
import { html, Sign, useState } from "../../ui.js";
import { learn, t } from "../../words.js";
import { nearest } from "./nearest.js";
import words from "./words.js";

learn(words);
const VAGUE = 500; // metres: who knows no better where they stand is told nothing
const FAR = 2000; // metres: nobody walks there to begin
const hundreds = (metres) => Math.max(100, Math.round(metres / 100) * 100);

/** What is said about the door nearest to where the phone says it is, and the place of the walk it begins. */
function judged(doors, { latitude, longitude, accuracy }) {
  if (accuracy > VAGUE) return { code: "vague", n: hundreds(accuracy) };
  const { door, metres } = nearest(doors, [latitude, longitude]);
  if (metres > FAR) return { code: "far", n: Math.round(metres / 1000) };
  return { code: "begun", n: hundreds(metres), where: addressOf(door), place: door.place };
}

/** `doors` of the walk, some of which say where they are (`near`); `onBegin(place)`. */
export function Here({ doors, onBegin }) {
  const [said, setSaid] = useState(null);
  function find() {
    if (!doors.some(({ near }) => near)) return setSaid({ code: "unknown" });
    setSaid({ code: "looking" });
    return navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const found = judged(doors, coords);
        setSaid(found);
        if (found.code === "begun") onBegin(found.place);
      },
      ({ code }) => setSaid({ code: code === 1 ? "forbidden" : "not_found" }),
      { enableHighAccuracy: true, maximumAge: 30000, timeout: 20000 },
    );
  }
  if (!navigator.geolocation) return null;
  const looking = said?.code === "looking";
  return html`<div class="here">
    <button type="button" disabled=${looking} onClick=${find}><${Sign} name="here" />${t(looking ? "here.looking" : "here.begin")}</button>
    <p role="status">${said && !looking && t(`here.${said.code}`, said)}</p>
  </div>`;
}
