// The Print button; without script the browser's own menu does it.
(() => {
  document.documentElement.classList.add("js");
  document.getElementById("print")?.addEventListener("click", () => window.print());
})();
