// A table of plain fields moves and pastes like a sheet. Nothing is saved here: the form is.

const table = document.querySelector("[data-sheet]");
if (table) begin(table);

function begin(table) {
  const form = table.closest("form");
  const rows = [...table.tBodies[0].rows].map((row) => ({
    row,
    pick: row.querySelector(".pick input"),
    cells: [...row.querySelectorAll("td:not(.pick) input")],
  }));
  if (!rows.length || rows[0].cells[0].disabled) return;
  const count = form.querySelector(".changed-count");
  const whole = form.elements.whole;
  const steps = [];
  let asks = table.hasAttribute("data-dirty");

  for (const { row, cells } of rows) {
    // What a refused row showed in grey belongs to it, as the server reads it.
    if (!whole.value && !row.classList.contains("own")) complete(cells);
    paint(row, cells);
  }
  whole.value = "1";

  /** A row that took its figures from above keeps the others when it gets one of its own. */
  function complete(cells) {
    if (cells.every((cell) => cell.value === "")) return;
    for (const cell of cells) if (cell.value === "") cell.value = cell.dataset.grey;
  }

  /** Grey shows only in rows that have nothing of their own. */
  function paint(row, cells) {
    const isEmpty = cells.every((cell) => cell.value.trim() === "");
    for (const cell of cells) cell.placeholder = isEmpty ? cell.dataset.grey : "";
    row.classList.toggle("own", !isEmpty);
    row.classList.toggle("edited", cells.map((cell) => cell.value.trim()).join("|") !== row.dataset.stood);
    row.dataset.empty = isEmpty ? "1" : "";
  }

  function tell(extra = "") {
    const edited = rows.filter(({ row }) => row.classList.contains("edited")).length;
    asks = asks || edited > 0;
    const words = edited ? table.dataset.changed.replace("{n}", edited) : "";
    count.textContent = [words, extra].filter(Boolean).join(" · ");
  }

  /** Writes values and remembers what stood there, for Ctrl+Z. */
  function write(changes) {
    const touched = new Set(changes.map(([y]) => y));
    steps.push([...touched].map((y) => [y, rows[y].cells.map((cell) => cell.value)]));
    const wasEmpty = new Set([...touched].filter((y) => rows[y].row.dataset.empty));
    for (const [y, x, value] of changes) rows[y].cells[x].value = value;
    for (const y of touched) {
      if (wasEmpty.has(y)) complete(rows[y].cells);
      paint(rows[y].row, rows[y].cells);
    }
  }

  function takeBack() {
    for (const [y, values] of steps.pop()) {
      rows[y].cells.forEach((cell, x) => (cell.value = values[x]));
      paint(rows[y].row, rows[y].cells);
    }
    tell();
  }

  function placeOf(element) {
    const y = rows.findIndex(({ row }) => row.contains(element));
    return y < 0 ? null : { y, x: rows[y].cells.indexOf(element) };
  }

  function go(y, x) {
    const found = rows[y] && (x < 0 ? rows[y].pick : rows[y].cells[x]);
    if (!found) return false;
    found.focus();
    if (found.select && x >= 0) found.select();
    return true;
  }

  table.addEventListener("input", ({ target }) => {
    const at = placeOf(target);
    if (!at || at.x < 0) return;
    const { row, cells } = rows[at.y];
    steps.length = 0; // typing has its own Ctrl+Z
    if (row.dataset.empty && target.value !== "") complete(cells);
    paint(row, cells);
    tell();
  });

  table.addEventListener("keydown", (event) => {
    const at = placeOf(event.target);
    if (!at || event.altKey) return;
    const { key, target } = event;
    const ctrl = event.ctrlKey || event.metaKey;
    const chosen = at.x < 0 || (target.selectionStart === 0 && target.selectionEnd === target.value.length);
    const atStart = chosen || (target.selectionStart === 0 && target.selectionEnd === 0);
    const atEnd = chosen || target.selectionStart === target.value.length;
    let done = false;
    if (ctrl && key === "d" && at.x >= 0) {
      if (at.y > 0) {
        const above = rows[at.y - 1].cells[at.x];
        write([[at.y, at.x, above.value || above.placeholder]]);
        tell();
        target.select();
      }
      done = true;
    } else if (ctrl && key === "z" && steps.length) {
      takeBack();
      done = true;
    } else if (ctrl) return;
    else if (key === "ArrowDown" || (key === "Enter" && !event.shiftKey)) done = go(at.y + 1, at.x) || key === "Enter";
    else if (key === "ArrowUp" || key === "Enter") done = go(at.y - 1, at.x) || key === "Enter";
    else if (key === "ArrowLeft" && atStart) done = go(at.y, at.x - 1);
    else if (key === "ArrowRight" && atEnd) done = go(at.y, at.x + 1);
    if (done) event.preventDefault();
  });

  table.addEventListener("paste", (event) => {
    const at = placeOf(event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!at || at.x < 0 || !/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    const changes = [];
    let outside = 0;
    text.replace(/\r/g, "").replace(/\n$/, "").split("\n").forEach((line, down) =>
      line.split("\t").forEach((value, right) => {
        if (rows[at.y + down]?.cells[at.x + right]) changes.push([at.y + down, at.x + right, value.trim()]);
        else if (value.trim()) outside += 1;
      }),
    );
    write(changes);
    tell(outside ? table.dataset.outside.replace("{n}", outside) : "");
  });

  const all = table.querySelector(".pick-all");
  all?.addEventListener("change", () => rows.forEach(({ pick }) => (pick.checked = all.checked)));
  form.addEventListener("submit", () => (asks = false));
  window.addEventListener("beforeunload", (event) => {
    if (asks) event.preventDefault();
  });
  const refused = table.querySelector("td.refused input, th.refused input");
  refused?.focus();
  if (refused?.type === "text") refused.select();
  tell();
}
