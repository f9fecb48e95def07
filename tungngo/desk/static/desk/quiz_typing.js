// Typing answer sheets: where one letter is the whole answer, it leads on to the next question.
const fields = [...document.querySelectorAll("[data-sheet] input[data-most]")];
for (const [place, field] of fields.entries()) {
  field.addEventListener("input", () => {
    field.value = field.value.toUpperCase();
    if (field.value.trim().length === 1 && field.dataset.most === "1") fields[place + 1]?.focus();
  });
  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    fields[place + step]?.focus();
  });
  field.addEventListener("focus", () => field.select());
}
