// What waits here and can be handed over, and what was taken for others.

import { showDay, showTime, dayOf } from "../../days.js";
import { go } from "../../route.js";
import { parcels as shelf, watchParcels } from "../../store.js";
import { sync } from "../../sync.js";
import { Head, html, Notice, Sign, useEffect, useState } from "../../ui.js";
import { t } from "../../words.js";
import { fileOf, given, looksRight, makeParcel, nameOf } from "./parcels.js";
import { canSeal, digestOf } from "./sealing.js";

export function Home({ counts, kept, sentence, world, onTrouble }) {
  const [said, setSaid] = useState(null); // {tone, key, name}
  const [parcels, setParcels] = useState([]);
  useEffect(() => watchParcels(setParcels), []);
  const key = world.parcels?.key;
  return html`<${Head} title=${t("carry.title")} />
  <main class="carry">
    <p class="sentence">${sentence}</p>
    <div role="status">${said && html`<${Notice} tone=${said.tone} heading=${t(`carry.said.${said.key}`, said)}>${t(`carry.said.${said.key}_why`)}<//>`}</div>
    ${!canSeal() ? html`<${Notice} tone="care" heading=${t("carry.no_seal")}>${t("carry.no_seal_why")}<//>` : html`
      <${Give} counts=${counts} kept=${kept} sealing=${key} onSaid=${setSaid} onTrouble=${onTrouble} />
      <${Take} parcels=${parcels} onSaid=${setSaid} onTrouble=${onTrouble} />`}
  </main>`;
}

function Give({ counts, kept, sealing, onSaid, onTrouble }) {
  if (!counts.waiting) return html`<section><h2>${t("carry.give")}</h2><p class="soft">${t("carry.give_none")}</p></section>`;
  if (!sealing) return html`<section><h2>${t("carry.give")}</h2><${Notice} tone="care" heading=${t("carry.no_key")}>${t("carry.no_key_why")}<//></section>`;
  const save = async () => {
    try {
      const { secret, account } = kept.device;
      const parcel = await makeParcel(secret, sealing);
      if (!parcel || !(await offer(fileOf(parcel, account.name)))) return;
      await given(parcel);
      onSaid({ tone: "good", key: "saved", name: nameOf(parcel.digest) });
    } catch (failure) {
      onTrouble(failure);
    }
  };
  return html`<section><h2>${t("carry.give")}</h2>
    <p>${t("carry.give_why", { n: counts.waiting })}</p>
    <button type="button" class="button wide" onClick=${() => go("/x/carry/show")}><${Sign} name="lanes" />${t("carry.show")}</button>
    <button type="button" class="button wide second" onClick=${save}><${Sign} name="file" />${t("carry.save")}</button>
    <p class="small soft">${t("carry.stays")}</p>
  </section>`;
}

/** Share the file where the phone can, else download it; false when the person thought better of it. */
async function offer(file) {
  if (navigator.canShare?.({ files: [file] })) {
    try {
      await navigator.share({ files: [file] });
      return true;
    } catch (failure) {
      if (failure.name === "AbortError") return false; // anything else: the phone does not share such files
    }
  }
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: file.name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  return true;
}

function Take({ parcels, onSaid, onTrouble }) {
  const choose = async (event) => {
    const files = [...event.target.files];
    event.target.value = "";
    try {
      for (const file of files) onSaid(await keepFile(file));
      sync({ wanted: true });
    } catch (failure) {
      onTrouble(failure);
    }
  };
  return html`<section><h2>${t("carry.take")}</h2>
    <p>${t("carry.take_why")}</p>
    <button type="button" class="button wide second" onClick=${() => go("/x/carry/scan")}><${Sign} name="search" />${t("carry.scan")}</button>
    <label class="button wide second choose"><${Sign} name="file" />${t("carry.choose")}
      <input type="file" class="unseen" multiple onChange=${choose} /></label>
    ${parcels.length > 0 && html`<ul class="record-list parcels" aria-label=${t("carry.taken")}>
      ${parcels.map((parcel) => html`<${Taken} key=${parcel.parcel} parcel=${parcel} />`)}</ul>`}
  </section>`;
}

async function keepFile(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  if (!looksRight(bytes)) return { tone: "bad", key: "no_parcel", name: file.name };
  const digest = await digestOf(bytes);
  await shelf.add(digest, bytes);
  return { tone: "good", key: "kept", name: nameOf(digest) };
}

const SIGNS = { waiting: ["clock", "care"], done: ["counted", "good"], refused: ["alert", "bad"] };

function Taken({ parcel }) {
  const { state, said, kept_at } = parcel;
  const [sign, tone] = SIGNS[state];
  return html`<li><div class="record-line">
      <span class="what"><b class="figures">${t("carry.parcel", { name: nameOf(parcel.parcel) })}</b>
        <span class="soft small">${t("carry.taken_at", { day: showDay(dayOf(new Date(kept_at))), time: showTime(kept_at) })}</span>
        ${state === "done" && html`<span>${outcomeOf(said)}</span>`}</span>
      <span class="badge ${tone}"><${Sign} name=${sign} />${t(`carry.state.${state}`)}</span>
    </div>
    ${state === "refused" && html`<p>${said.sentence}</p>
      <button type="button" class="button plain" onClick=${() => shelf.retry(parcel.parcel).then(() => sync({ wanted: true }))}>${t("carry.again")}</button>`}
    ${state !== "waiting" && html`<button type="button" class="button plain" onClick=${() => shelf.drop(parcel.parcel)}>${t("carry.drop")}</button>`}
  </li>`;
}

/** What became of a parcel at the server, in counts: the carrier learns no more. */
function outcomeOf({ state, operations, accepted, had, refused }) {
  if (state !== "taken") return t("carry.withdrawn", { n: operations });
  const parts = [t("carry.new", { n: accepted })];
  if (had) parts.push(t("carry.had", { n: had }));
  if (refused) parts.push(t("carry.refused", { n: refused }));
  return parts.join(" · ");
}
