// Runs in the head before anything is painted, so it is an ordinary script, not a module.
// "auto" is the absence of the attribute: then the page follows the system.
(() => {
  const root = document.documentElement;
  let theme = "auto";
  try { theme = localStorage.getItem("theme") ?? "auto" } catch { /* storage is closed: the choice holds for this page */ }

  function show() {
    if (theme === "light" || theme === "dark") root.dataset.theme = theme; else delete root.dataset.theme;
    for (const button of document.querySelectorAll("[data-theme-choice]")) {
      button.setAttribute("aria-pressed", String(button.dataset.themeChoice === theme));
    }
  }

  show();
  document.addEventListener("DOMContentLoaded", () => {
    for (const group of document.querySelectorAll("[data-theme-group]")) group.hidden = false;
    show();
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("[data-theme-choice]");
    if (!button) return;
    theme = button.dataset.themeChoice;
    try { localStorage.setItem("theme", theme) } catch { /* as above */ }
    show();
  });
})();
