// A list on its way in: says at once that a file is too large, and follows the work of the worker.
// Every page works without this.

const form = document.querySelector("form[data-most-bytes]");
form?.addEventListener("change", () => {
  const input = form.querySelector("input[type=file]");
  const size = input.files[0]?.size ?? 0;
  input.setCustomValidity(size > Number(form.dataset.mostBytes) ? form.dataset.tooLarge : "");
  input.reportValidity();
});
form?.addEventListener("submit", (event) => {
  if (!form.querySelector("input[type=file]").reportValidity()) event.preventDefault();
});

const working = document.querySelector("[data-progress]");

async function follow() {
  try {
    const answer = await fetch(working.dataset.progress, { headers: { Accept: "application/json" } });
    if (answer.ok) {
      const { state, percent, left } = await answer.json();
      if (state !== working.dataset.state) return location.reload();
      if (percent !== null) {
        working.querySelector("progress").value = percent;
        working.querySelector("[data-percent]").textContent = `${percent}%`;
      }
      working.querySelector("[data-left]").textContent = left;
    }
  } catch {
    // No network for a moment: the work goes on without us.
  }
  setTimeout(follow, 1000);
}

if (working) follow();
