// Guides: the list of services, and one service step by step, to be held out to a resident.

import { learn } from "../../words.js";
import { html, useEffect } from "../../ui.js";
import { Card } from "./card.js";
import { showLetters } from "./keep.js";
import { Services } from "./services.js";
import words from "./words.js";

learn(words);

/** `#/x/guide`, `#/x/guide/<skill>` and `#/x/guide/<skill>/<language asked for>`. */
export default function Guides({ parts, world }) {
  const [skill, wanted] = parts;
  const index = world.guides || [];
  useEffect(() => showLetters(index), [world.guides]);
  return skill
    ? html`<${Card} key=${skill} lines=${index.filter((line) => line.skill === skill)} wanted=${wanted} />`
    : html`<${Services} skills=${world.campaign?.skills || []} index=${index} />`;
}
