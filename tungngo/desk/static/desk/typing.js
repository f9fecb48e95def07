// Typing a sheet that came back on paper, hands on the keys. A line is saved when it is left; what is
// not saved yet stays in this tab (ids and figures only) and survives a reload. The server is asked
// again with the same operation until it answers, so nothing is ever counted twice.
import { dayOf, isoOf, mint } from "./typing_days.js";
import { make, partsOf, rowOf, say } from "./typing_rows.js";

const sheet = JSON.parse(document.getElementById("sheet-data").textContent);
const words = sheet.words;
const list = document.querySelector("[data-lines]");
const walkDay = document.getElementById("walk-day");
const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
const resultOf = Object.fromEntries(sheet.results.map(([key, result]) => [key, result]));
const keyOf = Object.fromEntries(sheet.results.map(([key, result]) => [result, key]));
const wordOf = Object.fromEntries(sheet.results.map(([, result, word]) => [result, word]));
const KEPT = `paper:${sheet.id}`;
const AGAIN_AFTER = 5000;

const lines = new Map(); // number → {data, draft, state, sentence, row, sending}


// ── What is typed -------------------------------------------------------------------------------

/** A draft that says what the server has for this line. */
function draftOf(data) {
  const typed = data.typed;
  return {
    result: typed?.result ?? "",
    levels: Object.fromEntries(
      (typed?.outcomes ?? []).map(([person, skill, level]) => [`${person} ${skill}`, level]),
    ),
    again: typed?.again ? dayOf(typed.again) : "",
    for: typed?.for ?? "",
    day: typed?.day ?? "",
    dirty: false,
    op: "",
  };
}

const topDay = () => isoOf(walkDay.value, sheet.today);
const dayFor = (line) => line.draft.day || topDay();
const others = (line) => line.data.others.filter((other) => other.day === dayFor(line));

function keep() {
  const drafts = [...lines.values()]
    .filter((line) => line.draft?.dirty)
    .map((line) => [line.data.number, line.draft]);
  sessionStorage.setItem(KEPT, JSON.stringify({ day: walkDay.value, drafts }));
}

function change(line, what) {
  Object.assign(line.draft, what, { dirty: true, op: "" });
  if (line.state !== "saving") line.state = "typing";
  line.sentence = "";
  keep();
  show(line);
}

// ── Saving --------------------------------------------------------------------------------------

/** Send a line if something was typed on it. A line being sent is sent again after its answer. */
async function commit(line) {
  const draft = line.draft;
  if (!draft?.dirty || line.sending) return;
  const day = dayFor(line);
  const again = draft.again.trim() ? isoOf(draft.again, day, true) : "";
  if (!draft.result && !line.data.typed) {
    const said = Object.keys(draft.levels).length || draft.again || draft.for;
    if (said) return refuse(line, words.badresult);
    line.draft = draftOf(line.data); // typed and taken away again: nothing happened
    line.state = "";
    keep();
    return show(line);
  }
  if (!day || again === null) return refuse(line, words.badday);
  draft.op ||= mint();
  const sent = JSON.stringify(draft);
  const body = new URLSearchParams({
    csrfmiddlewaretoken: token,
    op: draft.op,
    result: draft.result,
    day,
    again,
    for: draft.for,
    seen: line.data.typed?.id ?? "",
    outcomes: JSON.stringify(
      Object.entries(draft.levels).map(([key, level]) => [...key.split(" "), level]),
    ),
  });
  for (const other of others(line)) body.append("known", other.id);
  keep();
  line.sending = true;
  line.state = "saving";
  show(line);
  const answer = await post(line.data.number, body);
  line.sending = false;
  if (answer === null) {
    line.state = "waiting";
    show(line);
    setTimeout(() => commit(line), AGAIN_AFTER);
    return;
  }
  const meanwhile = JSON.stringify(line.draft) !== sent;
  line.data = answer.line;
  if (answer.code) {
    line.draft.op = "";
    if (answer.code === "paper.line_changed") line.draft = draftOf(line.data);
    refuse(line, answer.sentence);
  } else if (meanwhile) {
    line.state = "typing";
    if (!line.row.contains(document.activeElement)) commit(line);
  } else {
    line.draft = draftOf(line.data);
    line.state = line.data.typed ? "saved" : "taken";
    line.sentence = "";
  }
  keep();
  if (!line.row.contains(document.activeElement)) fill(line);
  show(line);
}

function refuse(line, sentence) {
  line.state = "refused";
  line.sentence = sentence;
  show(line);
}

/** The answer, or null when there was none (no network, signed out): then it is asked again. */
async function post(number, body) {
  try {
    const answer = await fetch(sheet.address.replace(/0\/$/, `${number}/`), {
      method: "POST",
      body,
      headers: { Accept: "application/json" },
      redirect: "error",
    });
    if (![200, 409].includes(answer.status)) return null;
    return await answer.json();
  } catch {
    return null;
  }
}

// ── Showing -------------------------------------------------------------------------------------

function build(data) {
  const line = { data, draft: data.gone ? null : draftOf(data), sentence: "", row: rowOf(data, words) };
  line.state = data.typed ? "saved" : "";
  return line;
}

/** The parts of a line that are there only while somebody is on it: levels, day to come back. */
function open(line) {
  if (line.row.querySelector(".again")) return;
  line.row.append(...partsOf(line.data, sheet));
  fill(line);
}

/** Put what is in the draft into the fields. */
function fill(line) {
  const { row, draft } = line;
  if (!draft) return;
  row.querySelector(".result").value = keyOf[draft.result] ?? "";
  for (const level of row.querySelectorAll(".level")) {
    level.value = draft.levels[level.dataset.key] ?? "";
  }
  const again = row.querySelector(".again");
  if (!again) return;
  again.querySelector(".day").value = draft.again;
  again.querySelector(".for").value = draft.for;
}

function show(line) {
  const { row, draft, data } = line;
  if (!draft) return count();
  const here = row.contains(document.activeElement);
  const said = row.querySelector(".said");
  const levels = Object.keys(draft.levels).length;
  const takesBack = !draft.result && data.typed;
  said.querySelector("b").textContent = takesBack
    ? words.takeback
    : [wordOf[draft.result], levels ? say(words.levels, levels) : "", draft.again && `→ ${draft.again}`]
        .filter(Boolean)
        .join(" · ");
  const state = said.querySelector(".state");
  state.className = `state ${line.state}`;
  state.textContent = line.state
    ? `${{ saved: "✓ ", taken: "✓ ", refused: "! ", waiting: "… " }[line.state] ?? ""}${words[line.state]}`
    : "";
  row.classList.toggle("refused", line.state === "refused");
  const grid = row.querySelector(".grid-of-levels");
  if (grid) {
    grid.hidden = !here || draft.result !== "met" || !data.people.length;
    row.querySelector(".again").hidden = !here;
    const notes = others(line).map((other) => say(words.other, other.words));
    if (data.typed && data.typed.day !== topDay()) {
      notes.push(say(words.otherday, dayOf(dayFor(line))));
    }
    row.querySelector(".note").textContent = notes.join(" ");
    row.querySelector(".note").hidden = !here || !notes.length;
    row.querySelector(".wrong").textContent = line.sentence;
    row.querySelector(".wrong").hidden = !line.sentence;
  }
  count();
}

function count() {
  const all = [...lines.values()].filter((line) => line.draft);
  const typed = all.filter((line) => line.data.typed && !line.draft.dirty).length;
  const left = all.filter((line) => line.draft.dirty && line.state !== "refused").length;
  const look = all.filter((line) => line.state === "refused");
  document.querySelector("[data-count]").textContent = words.count
    .replace("%(typed)s", typed)
    .replace("%(whole)s", all.length);
  document.querySelector("[data-left]").textContent = left ? say(words.left, left) : "";
  const button = document.querySelector("[data-look]");
  button.hidden = !look.length;
  button.textContent = say(words.look, look.length);
}

// ── Moving --------------------------------------------------------------------------------------

const lineAt = (element) => lines.get(Number(element?.closest?.("[data-line]")?.dataset.line));

function goTo(line) {
  const field = line?.row.querySelector(".result");
  field?.focus();
  field?.select();
}

/** The next line of this sheet that can be typed, `by` 1 or -1; after the last, the next sheet. */
function step(from, by) {
  for (let number = from.data.number + by; lines.has(number); number += by) {
    if (lines.get(number).draft) return goTo(lines.get(number));
  }
  if (by > 0) {
    document.activeElement.blur();
    document.getElementById("jump").focus();
  }
}

/** The `by`th level from this one, or the first of the person `rows` further. */
function level(element, by, rows = 0) {
  const all = [...element.closest("tbody").querySelectorAll(".level")];
  const at = all.indexOf(element);
  const width = sheet.skills.length;
  const next = all[rows ? (Math.floor(at / width) + rows) * width : at + by];
  next?.focus();
  next?.select();
  return Boolean(next);
}

/** The whole line in sight, its levels too. */
const see = (line) => line.row.scrollIntoView({ block: "nearest" });

function again(line) {
  const field = line.row.querySelector(".again .day");
  field.focus();
  field.select();
  see(line);
}

function onResult(key, line) {
  if (resultOf[key]) {
    const result = resultOf[key];
    const levels = result === "met" ? line.draft.levels : {};
    change(line, { result, levels });
    fill(line);
    if (result === "met") level0(line);
    see(line);
    return true;
  }
  if (key === "0" || key === "Backspace" || key === "Delete") {
    change(line, { result: "", levels: {}, again: "", for: "" });
    fill(line);
    return true;
  }
  if (key === "ArrowRight") return level0(line);
  return false;
}

function level0(line) {
  const first = line.row.querySelector(".grid-of-levels:not([hidden]) .level");
  first?.focus();
  first?.select();
  return Boolean(first);
}

function setLevel(element, line, value) {
  const levels = { ...line.draft.levels };
  if (value === null) delete levels[element.dataset.key];
  else levels[element.dataset.key] = value;
  change(line, { levels });
  element.value = value ?? "";
}

function onLevel(key, line, element) {
  if (/^\d$/.test(key)) {
    if (Number(key) < sheet.levels) {
      setLevel(element, line, Number(key));
      if (!level(element, 1)) element.select();
    }
    return true;
  }
  if (key === "Backspace" || key === "Delete") {
    if (element.value === "") level(element, -1);
    else setLevel(element, line, null);
    return true;
  }
  if (key === "." || key === "," || key === " " || key === "ArrowRight") return level(element, 1) || true;
  if (key === "ArrowLeft") return level(element, -1) || goTo(line) || true;
  if (key === "ArrowDown") return level(element, 0, 1) || again(line) || true;
  if (key === "ArrowUp") return level(element, 0, -1) || goTo(line) || true;
  return false;
}

list.addEventListener("keydown", (event) => {
  const line = lineAt(event.target);
  const { key, target } = event;
  if (!line?.draft || event.ctrlKey || event.altKey || event.metaKey || key === "Tab") return;
  const isFree = target.matches(".again input");
  let done = false;
  if (key === "Enter") {
    commit(line);
    step(line, 1);
    done = true;
  } else if (target.matches(".level")) done = onLevel(key, line, target);
  else if (target.matches(".result")) done = onResult(key, line);
  if (!done && (key === "ArrowDown" || key === "ArrowUp")) {
    step(line, key === "ArrowDown" ? 1 : -1);
    done = true;
  }
  if (!done && !isFree && key === "/") {
    again(line);
    done = true;
  }
  if (!done && !isFree && key === "*") {
    change(line, { day: topDay() });
    done = true;
  }
  // A letter in a field of one figure is a slip of the hand.
  if (done || (!isFree && key.length === 1)) event.preventDefault();
});

// Keyboards on glass send what was put in, not which key was pressed.
list.addEventListener("input", ({ target }) => {
  const line = lineAt(target);
  if (!line?.draft) return;
  if (target.matches(".day")) change(line, { again: target.value });
  else if (target.matches(".for")) change(line, { for: target.value });
  else if (target.matches(".result")) onResult(target.value || "Delete", line) || fill(line);
  else if (target.value === "") setLevel(target, line, null);
  else onLevel(target.value, line, target) || fill(line);
});

list.addEventListener("focusin", ({ target, relatedTarget }) => {
  const line = lineAt(target);
  const before = lineAt(relatedTarget);
  if (!line?.draft) return;
  open(line);
  show(line);
  if (before !== line) see(line);
});

list.addEventListener("focusout", ({ target, relatedTarget }) => {
  const line = lineAt(target);
  if (!line?.draft || lineAt(relatedTarget) === line) return;
  commit(line);
  requestAnimationFrame(() => show(line));
});

document.querySelector("[data-look]").addEventListener("click", () => {
  goTo([...lines.values()].find((line) => line.state === "refused"));
});

document.querySelector(".jump").addEventListener("submit", (event) => {
  const written = document.getElementById("jump").value.trim();
  if (!/^\d{1,4}$/.test(written)) return;
  event.preventDefault();
  document.getElementById("jump").value = "";
  goTo(lines.get(Number(written)));
});

function checkDay() {
  const wrong = document.getElementById("walk-day-wrong");
  const day = topDay();
  wrong.hidden = day !== null;
  wrong.textContent = day === null ? words.badday : "";
  walkDay.setAttribute("aria-invalid", String(day === null));
  if (day) walkDay.value = dayOf(day);
  keep();
  for (const line of lines.values()) if (line.row.contains(document.activeElement)) show(line);
}
walkDay.addEventListener("change", checkDay);
walkDay.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  checkDay();
  if (topDay()) goTo([...lines.values()].find((line) => line.draft && !line.data.typed));
});

// ── Beginning -----------------------------------------------------------------------------------

const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "null");
let lane = null;
for (const data of sheet.lines) {
  const line = build(data);
  lines.set(data.number, line);
  if (!data.gone && data.lane !== lane) {
    lane = data.lane;
    if (lane) {
      const heading = make("li", "lane-name", lane);
      list.append(heading);
    }
  }
  list.append(line.row);
}
if (kept?.day) walkDay.value = kept.day;
for (const [number, draft] of kept?.drafts ?? []) {
  const line = lines.get(number);
  if (!line?.draft) continue;
  line.draft = draft;
  line.state = "typing";
  // With an operation it was on its way when the page went: it is asked about once more.
  if (draft.op) commit(line);
}
for (const line of lines.values()) {
  fill(line);
  show(line);
}
const wanted = lines.get(Number(location.hash.slice(1)));
goTo(
  wanted ??
    [...lines.values()].find((line) => line.draft && !line.data.typed) ??
    lines.get(1),
);
