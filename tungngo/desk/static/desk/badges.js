// Printing from the page; without JavaScript the browser's own menu does it.
const print = document.querySelector("[data-print]");
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
