// Boots the app: opens the store, listens to it, and shows the screen the address names.

import { render } from "./vendor/htm-preact-3.1.1.js";
import { showTime } from "./days.js";
import { watchIdle } from "./idle.js";
import { fetched, keepLater, Later } from "./later.js";
import { backToList, go, scrollOf, watchRoute } from "./route.js";
import { doorName, RESULTS, sentenceOf } from "./saying.js";
import { Badge } from "./screens/badge.js";
import { FirstPin, Lock } from "./screens/lock.js";
import { Today } from "./screens/today.js";
import { doorsNow } from "./standing.js";
import * as store from "./store.js";
import { startSync, sync, syncAfterSaving, UNDO_MS, watchSync } from "./sync.js";
import { Head, html, Notice, Sign, useEffect, useLayoutEffect, useMemo, useState } from "./ui.js";
import { canLock } from "./vault.js";
import { LANGUAGES, openBook, speak, t } from "./words.js";

const VERSION = document.documentElement.dataset.version;
const NO_DOORS = [];
// ms after the list: a phone that has everything already is left alone while somebody begins to read.
const AT_ONCE = 200;
const AT_LEISURE = 6000;

// What comes after the list is fetched while the list is looked at.
const Door = fetched(() => import("./screens/door.js").then((screen) => screen.Door));
const Record = fetched(() => import("./screens/record.js").then((screen) => screen.Record));
const Records = fetched(() => import("./screens/records.js").then((screen) => screen.Records));
const Settings = fetched(() => import("./screens/settings.js").then((screen) => screen.Settings));
const warmUp = () => [Door, Record, Records, Settings].forEach((screen) => screen.warm().catch(() => {}));

let offerInstall = null;
addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  offerInstall = event;
});

/** The secret of a badge link: everything after the # of /b/. */
const badgeSecret = () => (location.pathname === "/b/" && !location.hash.startsWith("#/") ? location.hash.slice(1) : "");

/** Nothing is shown or sent before the store is open. `found`: what the store found (store.open). */
function Gate({ found }) {
  const [gate, setGate] = useState(found);
  useEffect(() => (gate === store.LOCKED ? undefined : store.watchGone((gone) => gone && location.reload())), [gate]);
  useEffect(() => watchIdle(store.lock), []);
  function open() {
    setGate(store.OPEN);
    sync();
  }
  if (gate === store.LOCKED) return html`<${Lock} onOpened=${open} onForgotten=${() => setGate(store.NEW)} />`;
  if (gate === store.CHOOSE) return html`<${FirstPin} onChosen=${(pin) => store.choosePin(pin).then(open)} />`;
  return html`<${App} />`;
}

function App() {
  const [kept, setKept] = useState(null);
  const [mirror, setMirror] = useState(null);
  const [outbox, setOutbox] = useState(null);
  const [drafts, setDrafts] = useState(null);
  const [speaking, setSpeaking] = useState(null);
  const [path, setPath] = useState("/");
  const [saved, setSaved] = useState(null);
  const [trouble, setTrouble] = useState(null);
  const [renewed, setRenewed] = useState(false);
  const [secret, setSecret] = useState(badgeSecret);
  const [claimed, setClaimed] = useState(null);

  useEffect(() => {
    const ends = [
      store.watchKept((kept) => openBook(spoken(kept)).then(() => setKept(kept))), store.watchMirror(setMirror), store.watchOutbox(setOutbox),
      store.watchDrafts(setDrafts), watchSync(setSpeaking), watchRoute(setPath), watchVersion(setRenewed),
    ];
    return () => ends.forEach((end) => end());
  }, []);
  useEffect(() => {
    if (!saved) return undefined;
    const gone = setTimeout(() => setSaved(null), UNDO_MS);
    return () => clearTimeout(gone);
  }, [saved]);
  const listHere = Boolean(mirror?.doors && kept);
  useEffect(() => {
    if (!listHere) return undefined;
    const soon = setTimeout(() => {
      warmUp();
      keepLater(mirror.guides?.body, spoken(kept), () => store.keep({ ready: VERSION }));
    }, kept.ready ? AT_LEISURE : AT_ONCE);
    return () => clearTimeout(soon);
  }, [listHere]);
  // In the wink of an eye before the list is drawn again, the thumb finds it where it left it.
  useLayoutEffect(() => scrollTo(0, scrollOf(path)), [path, Boolean(mirror)]);

  const listed = mirror?.doors?.body.doors || NO_DOORS;
  const doors = useMemo(() => doorsNow(listed, outbox?.open || NO_DOORS, mirror?.campaign?.body?.practise_after), [listed, outbox, mirror?.campaign]);
  if (!kept || !mirror || !outbox || !drafts) return null;
  speak(spoken(kept));

  const { counts } = outbox;
  const owner = kept.device?.account.name;
  if (!owner || secret || location.pathname === "/b/") {
    const enter = () => {
      history.replaceState(null, "", "/field/#/");
      setSecret("");
      store.storagePromise(true).then((promise) => store.keep({ promise })).catch(() => {});
      sync({ wanted: true });
    };
    // A new phone's secret is written down only under its PIN; until then the badge can be opened again.
    if (claimed) {
      const choose = (pin) => store.choosePin(pin, claimed).then(enter);
      return html`<${FirstPin} onChosen=${choose} onLater=${claimed.pin === "offered" && (() => choose(null))} />`;
    }
    const claim = (values) => (owner ? store.keep(values).then(enter) : setClaimed(values));
    return html`<${Badge} secret=${secret} owner=${owner} cutOff=${Boolean(kept.cut_off)} language=${kept.language} counts=${counts} onClaimed=${claim} onSkip=${enter} />`;
  }
  // The badge was withdrawn, and what the server sent with it has left the phone.
  if (kept.cut_off && !mirror.me) {
    const again = (values) => store.keep(values).then(() => sync({ wanted: true }));
    return html`<${Badge} secret="" owner=${owner} cutOff language=${kept.language} counts=${counts} sentence=${speaking?.trouble?.sentence} onClaimed=${again} />`;
  }
  if (!mirror.me || !mirror.doors) return html`<${FirstFetch} speaking=${speaking} />`;

  const world = Object.fromEntries(Object.entries(mirror).map(([room, { body }]) => [room, body]));
  const sentence = sentenceOf(counts, kept.spoke_at ? showTime(kept.spoke_at) : "");
  const screen = screenOf(path, {
    world, doors, counts, sentence, speaking, kept, drafts, rows: outbox.open,
    onSaved(row, door) {
      setSaved({ row, door });
      setTrouble(null);
      requestAnimationFrame(() => setTimeout(backToList)); // "saved" is said first, then the list is drawn
      syncAfterSaving();
    },
    onTrouble(failure) {
      console.error(failure);
      setTrouble(store.isFull(failure) ? "full" : "store");
    },
  });
  const tabbed = screen.tab !== undefined;
  return html`<div class="screen ${tabbed ? "with-tabs" : ""}" key=${`${kept.language} ${path}`}>
    <div class="calls" role="status">
      ${trouble && html`<${Notice} tone="bad" heading=${t(`trouble.${trouble}`)}>${t(`trouble.${trouble}_why`)}<//>`}
      ${speaking?.trouble?.kind === "refused" && html`<${Notice} tone="bad" heading=${speaking.trouble.sentence}>${t(kept.cut_off ? "trouble.kept" : "trouble.refused_kept")}<//>`}
      ${screen.tab === "today" && kept.promise === "not_promised" && Object.values(counts).some(Boolean) && html`<${NotPromised} />`}
      ${renewed && tabbed && html`<${Notice} tone="note"><button type="button" class="link" onClick=${() => location.reload()}>${t("renewed")}</button><//>`}
    </div>
    ${screen.shown}
  </div>
  ${screen.tab === "today" && kept.ready === undefined && "serviceWorker" in navigator && html`<p class="getting-ready small" role="status"><progress aria-hidden="true"></progress>${t("ready.not_yet")}</p>`}
  ${tabbed && html`<${Tabs} tab=${screen.tab} counts=${counts} />`}
  ${saved && html`<${Saved} row=${saved.row} door=${saved.door} tabbed=${tabbed} onUndone=${() => setSaved(null)} />`}`;
}

/** Said once there is something to lose; Settings says it always. */
const NotPromised = () => html`<${Notice} tone="care"><div class="news"><a class="whole" href="#/settings">${t("storage.not_promised")}</a>
  <button type="button" class="round" onClick=${() => store.keep({ promise: "seen" })}><${Sign} name="cross" /><span class="unseen">${t("storage.seen")}</span></button></div><//>`;

const navigatorLanguage = () => LANGUAGES.find((code) => navigator.language?.startsWith(code)) || "vi";
const spoken = (kept) => kept.language || navigatorLanguage();

/** Everybody else of the teams this person works in, each once. */
const matesOf = (me) => [...new Map(me.teams.flatMap((team) => team.members || []).map((one) => [one.id, one])).values()];

let lastDoor = null;
let lastCampaign = null;

function screenOf(path, { world, doors, counts, sentence, speaking, kept, drafts, rows, onSaved, onTrouble }) {
  const [, name, origin, id, result, op] = path.split("/");
  if (name === "x") {
    const ctx = { parts: path.split("/").slice(3), world, doors, counts, sentence, speaking, kept, drafts, rows, onSaved, onTrouble };
    return { shown: html`<${Later} name=${origin} ctx=${ctx} />` };
  }
  if (name === "records") {
    return { tab: "records", shown: html`<${Records} doors=${doors} sentence=${sentence} speaking=${speaking} counts=${counts} spoke_at=${kept.spoke_at} handed_over=${kept.handed_over} />` };
  }
  if (name === "settings") {
    const install = offerInstall && (() => offerInstall.prompt());
    const canOpenOffline = "serviceWorker" in navigator;
    return { tab: "settings", shown: html`<${Settings} world=${world} counts=${counts} version=${VERSION} canOpenOffline=${canOpenOffline} install=${install} />` };
  }
  if (name === "door") {
    // A door that leaves the list while it is open stays open: what is being written there is not lost.
    const key = `${origin}/${id}`;
    const goesOn = lastDoor?.key === key;
    const door = doors.find((one) => one.key === key) || (goesOn ? lastDoor : null);
    const campaign = world.campaign || (goesOn ? lastCampaign : null);
    lastDoor = door;
    lastCampaign = campaign;
    if (!door) return { shown: html`<${Head} title=${t("door.left")} /><main><p>${t("door.left_why")}</p></main>` };
    if (RESULTS.includes(result) && campaign) {
      return { shown: html`<${Record} door=${door} doors=${doors} campaign=${campaign} mates=${matesOf(world.me)} result=${result} op=${op} onSaved=${onSaved} onTrouble=${onTrouble} />` };
    }
    return { shown: html`<${Door} door=${door} campaign=${campaign} draft=${drafts.get(door.key)} />` };
  }
  return { tab: "today", shown: html`<${Today} world=${world} doors=${doors} sentence=${sentence} kept=${kept} rows=${rows} />` };
}

function FirstFetch({ speaking }) {
  const trouble = speaking?.trouble;
  return html`<main class="opening"><h1>${t("first.title")}</h1>
    ${trouble
      ? html`<${Notice} tone="care" heading=${trouble.sentence || t("badge.no_line")}>${t("first.again")}<//>
        <button type="button" class="button wide" onClick=${() => sync({ wanted: true })}>${t("first.try")}</button>`
      : html`<p>${t("first.wait")}</p><progress></progress>`}
  </main>`;
}

const TAB_SIGNS = { today: "home", records: "sent", settings: "settings" };

function Tabs({ tab, counts }) {
  const open = { records: counts.waiting + counts.refused };
  return html`<nav class="tabs" aria-label=${t("tabs")}>
    ${Object.entries(TAB_SIGNS).map(([name, sign]) => html`<a href=${name === "today" ? "#/" : `#/${name}`} aria-current=${tab === name ? "page" : null}
      onClick=${(event) => {
        event.preventDefault();
        if (name === tab) return;
        if (name === "today") backToList();
        else go(`/${name}`, { instead: tab !== "today" });
      }}>
      <${Sign} name=${sign} /><span>${t(`tab.${name}`)}</span>${open[name] > 0 && html`<b class=${counts.refused ? "bad" : ""}>${open[name]}</b>`}</a>`)}
  </nav>`;
}

/** What was saved, and its undoing: under a list in full, in the head of another screen as one button. */
function Saved({ row, door, tabbed, onUndone }) {
  const undo = () => store.withdraw(row.op).then(() => { onUndone(); syncAfterSaving(); });
  const name = doorName(door);
  return html`<div class="saved ${tabbed ? "above-tabs" : "in-head"}" role="status">
    <span class=${tabbed ? "" : "unseen"}>${t("saved", { door: name, result: t(`result.${row.body.result}`).toLowerCase() })}</span>
    <button type="button" onClick=${undo}><${Sign} name="undo" /><span>${t("undo")}${!tabbed && html`<small>${name}</small>`}</span></button>
  </div>`;
}

/** Keep the app on the phone, and say when a newer one has taken its place. */
function watchVersion(show) {
  const worker = navigator.serviceWorker;
  if (!worker) return () => {};
  const hadOne = Boolean(worker.controller);
  const changed = () => hadOne && show(true);
  worker.addEventListener("controllerchange", changed);
  worker.register("/sw.js").catch((failure) => console.warn(failure));
  return () => worker.removeEventListener("controllerchange", changed);
}

async function boot() {
  const app = document.getElementById("app");
  let found = null;
  let language = navigatorLanguage();
  let why = "lock.insecure";
  if (canLock()) {
    try {
      found = await store.open();
      language = spoken(await store.readKept());
    } catch (failure) {
      console.error(failure);
      why = "store.none";
    }
  }
  await openBook(language);
  speak(language);
  app.textContent = "";
  if (!found) {
    const whys = { "lock.insecure": t("lock.insecure_why"), "store.none": t("store.none_why") };
    render(html`<main class="opening"><h1>${t(why)}</h1><p>${whys[why]}</p></main>`, app);
    return;
  }
  render(html`<${Gate} found=${found} />`, app);
  startSync();
}

boot();
