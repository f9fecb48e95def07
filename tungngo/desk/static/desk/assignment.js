// Moving doors by hand. Ticking and the list below work without this; here a door, or all that are
// ticked, can be dragged onto a member, and the number of ticked doors is shown.
const form = document.querySelector("[data-moving]");
const chosen = () => [...form.querySelectorAll('input[name="door"]:checked')];

if (form) {
  const count = form.querySelector("[data-count]");
  const show = () => {
    count.textContent = chosen().length || "";
  };
  form.addEventListener("change", show);
  show();

  form.addEventListener("dragstart", (event) => {
    const door = event.target.closest(".house")?.querySelector("input");
    if (!door) return;
    // A door that is not ticked is dragged alone.
    if (!door.checked) for (const other of chosen()) other.checked = false;
    door.checked = true;
    show();
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", door.value);
  });

  const target = (event) => event.target.closest("[data-takes]");
  form.addEventListener("dragover", (event) => {
    const walk = target(event);
    for (const over of form.querySelectorAll(".over")) {
      if (over !== walk) over.classList.remove("over");
    }
    if (!walk) return;
    event.preventDefault();
    walk.classList.add("over");
  });
  form.addEventListener("dragend", () => {
    for (const over of form.querySelectorAll(".over")) over.classList.remove("over");
  });
  form.addEventListener("drop", (event) => {
    const walk = target(event);
    if (!walk) return;
    event.preventDefault();
    form.elements.member.value = walk.dataset.member;
    form.requestSubmit();
  });
}
