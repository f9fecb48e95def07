// Small kindnesses; every page works without them.
// A refused form is answered at its list of errors, so that a screen reader and a keyboard start there.
document.querySelector(".error-summary")?.focus();
