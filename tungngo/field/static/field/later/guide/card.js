// One guide: a step at a time, the drawing on top, words large enough to be held out to somebody.
// The warning about codes and passwords is the first line and the last.

import { back } from "../../route.js";
import { Chips, Head, html, Notice, Sign, useEffect, useRef, useState } from "../../ui.js";
import { currentLanguage, t } from "../../words.js";
import { choose, languageName } from "./choice.js";
import { openCard, openMedia } from "./keep.js";

const SWIPE = 60; // px across, and twice as much as up or down

export function Card({ lines: every, wanted }) {
  const levels = [...new Set(every.map((one) => one.level || 0))].sort();
  const [level, setLevel] = useState(levels[0]);
  const lines = every.filter((one) => (one.level || 0) === level);
  const [language, setLanguage] = useState(() => choose(lines, [wanted, currentLanguage(), "vi"])?.language);
  const line = lines.find((one) => one.language === language) || lines[0];
  const [card, setCard] = useState(null);
  const [missing, setMissing] = useState(false);
  const [at, setAt] = useState(0);
  const digest = line?.digest;
  function open() {
    setMissing(false);
    openCard(line).then(setCard, (failure) => { console.info(failure); setMissing(true); });
  }
  useEffect(() => { if (line) open(); }, [digest]);
  if (!line) return html`<${Head} title=${t("guides.title")} /><main><h2>${t("guides.none_here")}</h2><p>${t("guides.none_why")}</p></main>`;
  const shown = card?.language === line.language && (card.level || 0) === level ? card : null;
  const languages = lines.map((one) => [one.language, languageName(one, currentLanguage())]);
  return html`<${Head} title=${line.title} />
  <main class="guide-card" lang=${line.language}>
    ${missing && html`<${Notice} tone="care" heading=${t("guides.not_here")}>${t("guides.not_here_why")}
      <div class="buttons"><button type="button" class="button second" onClick=${open}>${t("guides.again")}</button></div><//>`}
    ${shown && html`<${Steps} card=${shown} at=${Math.min(at, shown.steps.length - 1)} go=${setAt} />`}
    ${levels.length > 1 && at === 0 && html`<${Chips} name="guide-level" label=${t("guides.level")} value=${String(level)}
      options=${levels.map((one) => [String(one), t(one ? `level.short.${one}` : "guides.level_all")])} onChange=${(one) => setLevel(Number(one))} />`}
    ${lines.length > 1 && at === 0 && html`<${Chips} name="guide-language" label=${t("guides.language")} options=${languages} value=${line.language} onChange=${setLanguage} />`}
  </main>
  ${shown && html`<${Turn} at=${at} of=${shown.steps.length} go=${setAt} />`}`;
}

function Steps({ card, at, go }) {
  const heading = useRef();
  const began = useRef(null);
  const moved = useRef(false);
  const last = card.steps.length - 1;
  const step = card.steps[at];
  useEffect(() => {
    if (moved.current) heading.current?.focus({ preventScroll: true });
    moved.current = true;
    scrollTo(0, 0);
  }, [at]);
  function touched(event) {
    const { clientX, clientY } = event.changedTouches[0];
    if (event.type === "touchstart") {
      began.current = event.touches.length === 1 ? [clientX, clientY] : null;
    } else if (began.current) {
      const [across, along] = [clientX - began.current[0], clientY - began.current[1]];
      if (Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(along)) go(Math.max(0, Math.min(last, at - Math.sign(across))));
      began.current = null;
    }
  }
  return html`<article class="guide-step" onTouchStart=${touched} onTouchEnd=${touched}>
    ${at === 0 && html`<${Warning} card=${card} />`}
    <${Picture} step=${step} />
    <h2 tabindex="-1" ref=${heading}><span class="guide-number">${at + 1}</span>${step.title}</h2>
    <p class="guide-words">${step.text}</p>
    ${step.audio ? html`<${Voice} key=${step.audio.digest} file=${step.audio} />` : html`<${Silent} card=${card} at=${at} />`}
    ${at === last && html`<${Warning} card=${card} />`}
    ${at === last && card.platform && html`<nav class="guide-platform" lang=${currentLanguage()} aria-label=${t("guides.platform")}>
      <a class="button second" href=${card.platform} target="_blank" rel="noopener noreferrer">${t("guides.platform_open", { host: new URL(card.platform).host })}</a>
      <a class="button plain" href=${`#/x/platform/${card.skill}`}>${t("guides.platform_result")}</a></nav>`}
  </article>`;
}

/** What is not recorded is said: of the whole card once, else at the step. */
function Silent({ card, at }) {
  const none = !card.steps.some((step) => step.audio);
  return (!none || at === 0) && html`<p class="muted" lang=${currentLanguage()}>${t(none ? "guides.silent" : "guides.silent_step")}</p>`;
}

const Warning = ({ card }) => html`<p class="secrets"><${Sign} name="alert" /><span>${card.warning}</span></p>
  ${card.warning_audio && html`<${Voice} key=${card.warning_audio.digest} file=${card.warning_audio} words=${t("guides.listen_warning")} />`}`;

function Picture({ step }) {
  const url = useMedia(step.picture);
  // The drawing is made by the server from escaped words (learning/rules/drawing.py), and the card's digest
  // says that it arrived as it was made.
  if (step.drawing) return html`<div class="guide-picture" dangerouslySetInnerHTML=${{ __html: step.drawing }}></div>`;
  return step.picture ? html`<div class="guide-picture">${url && html`<img src=${url} alt=${step.alt || ""} />`}</div>` : null;
}

/** An address of a picture's bytes while it is shown; null until they are here. */
function useMedia(file) {
  const [url, setUrl] = useState(null);
  useEffect(() => {
    let made = null;
    let gone = false;
    if (file) {
      openMedia(file).then((blob) => {
        if (gone) return;
        made = URL.createObjectURL(blob);
        setUrl(made);
      }, (failure) => console.info(failure));
    }
    return () => { gone = true; setUrl(null); if (made) URL.revokeObjectURL(made); };
  }, [file?.digest]);
  return url;
}

/** A recorded voice: play and stop. */
function Voice({ file, words = t("guides.listen") }) {
  const [playing, setPlaying] = useState(false);
  const [missing, setMissing] = useState(false);
  const sound = useRef(null);
  useEffect(() => () => { if (sound.current) { sound.current.pause(); URL.revokeObjectURL(sound.current.src); } }, []);
  async function play() {
    setMissing(false);
    try {
      if (!sound.current) {
        const made = new Audio(URL.createObjectURL(await openMedia(file)));
        made.onended = made.onpause = () => setPlaying(false);
        sound.current = made;
      }
      if (playing) return sound.current.pause();
      sound.current.currentTime = 0;
      await sound.current.play();
      setPlaying(true);
    } catch (failure) {
      console.info(failure);
      setMissing(true);
    }
  }
  return html`<button type="button" class="button second guide-voice" aria-pressed=${playing} onClick=${play}>
      <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false"><path d=${playing ? "M4 3h3v10H4zM9 3h3v10H9z" : "M4.5 2.5v11l8.5-5.5z"} /></svg>
      ${playing ? t("guides.stop") : words}</button>
    ${missing && html`<p class="soft small">${t("guides.no_voice")}</p>`}`;
}

function Turn({ at, of, go }) {
  const last = at >= of - 1;
  return html`<nav class="guide-turn" aria-label=${t("guides.turn")}>
    <button type="button" class="button second" disabled=${at === 0} onClick=${() => go(at - 1)}><${Sign} name="back" />${t("guides.before")}</button>
    <span role="status"><span class="unseen">${t("guides.step", { n: at + 1, of })}</span><span aria-hidden="true">${at + 1} / ${of}</span></span>
    <button type="button" class="button" onClick=${() => (last ? back() : go(at + 1))}>${t(last ? "guides.done" : "guides.next")}<${Sign} name=${last ? "check" : "forward"} /></button>
  </nav>`;
}
