// What a line of a sheet looks like. Text goes in as text only; nothing here knows what was typed.

/** An element with a class and a text. */
export const make = (tag, className = "", text = "") => {
  const one = document.createElement(tag);
  if (className) one.className = className;
  if (text) one.textContent = text;
  return one;
};

/** "Line %s" with its value. */
export const say = (pattern, value) => pattern.replace("%s", value);

/** A line as it stands in the list: number, door, the field for the result, who, what was said. */
export function rowOf(data, words) {
  const row = make("li", "typed-line");
  row.id = data.number;
  row.dataset.line = data.number;
  row.append(make("span", "nth figures", String(data.number)));
  if (data.gone) {
    row.append(make("span", "place", "–"), make("span"), make("span", "who soft", words.gone));
    return row;
  }
  const place = make("span", data.place.length > 12 ? "place address" : "place", data.place);
  const result = make("input", "result");
  Object.assign(result, { inputMode: "numeric", autocomplete: "off", maxLength: 1 });
  result.setAttribute(
    "aria-label",
    `${say(words.result, data.number)}: ${data.place} ${data.lane}, ${data.head}`,
  );
  const who = make("span", "who", data.head);
  if (data.reasons.length) who.append(make("small", "soft", `★ ${data.reasons.join(", ")}`));
  const said = make("span", "said");
  said.append(make("b"), make("span", "state"));
  row.append(place, result, who, said);
  return row;
}

/** What opens under a line while somebody is on it: a note, levels, the day to come back, a refusal. */
export function partsOf(data, sheet) {
  const wrong = make("p", "wrong");
  wrong.setAttribute("role", "alert");
  return [make("p", "note"), levelsOf(data, sheet), againOf(sheet.words), wrong];
}

/** People down, services across; what is known already stands pale in the field. */
function levelsOf(data, sheet) {
  const grid = make("div", "grid-of-levels");
  const table = make("table");
  const head = table.createTHead().insertRow();
  head.append(make("th", "", sheet.words.person));
  for (const skill of sheet.skills) head.append(make("th", "", skill.short));
  for (const cell of head.cells) cell.scope = "col";
  const body = table.createTBody();
  for (const person of data.people) {
    const cells = body.insertRow();
    const name = make("th", "", `${person.name} ${person.year ?? ""}`);
    name.scope = "row";
    cells.append(name);
    for (const skill of sheet.skills) {
      const level = make("input", "level");
      Object.assign(level, { inputMode: "numeric", autocomplete: "off", maxLength: 1 });
      level.dataset.key = `${person.id} ${skill.code}`;
      level.placeholder = person.levels[skill.code] ?? "";
      level.setAttribute("aria-label", `${person.name}, ${skill.name}`);
      cells.insertCell().append(level);
    }
  }
  grid.append(table);
  return grid;
}

function againOf(words) {
  const again = make("div", "again");
  for (const [name, label] of [["day", words.again], ["for", words.for]]) {
    const field = make("label", "", label);
    const input = make("input", name);
    input.autocomplete = "off";
    if (name === "day") Object.assign(input, { inputMode: "numeric", placeholder: "15/8" });
    else input.maxLength = 200;
    field.append(input);
    again.append(field);
  }
  return again;
}
