// Errors on the review: focus goes to the summary (WCAG 3.3.1), as after any failed form.
(() => {
  document.documentElement.classList.add("js");
  document.querySelector("#problems.note-error")?.focus();
})();
