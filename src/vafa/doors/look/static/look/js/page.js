// What htmx leaves to the page: who is busy, and where the focus goes after a swap.

const firstInvalid = (within) => within?.querySelector?.('form [aria-invalid="true"]');

document.addEventListener("htmx:beforeRequest", (event) => {
  event.detail.target?.setAttribute("aria-busy", "true");
});

document.addEventListener("htmx:afterRequest", (event) => {
  event.detail.target?.removeAttribute("aria-busy");
});

// A removed row hands the focus to the one after it (else before it), so that the keyboard keeps its place.
let nextRow = null;
document.addEventListener("htmx:beforeSwap", (event) => {
  const row = document.activeElement?.closest("tr, li");
  nextRow = row && event.detail.target?.contains(row) ? row.nextElementSibling ?? row.previousElementSibling : null;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const invalid = firstInvalid(event.detail.elt);
  if (invalid) invalid.focus();
  else if (document.activeElement === document.body && nextRow?.isConnected) {
    nextRow.querySelector("a, button, input, select")?.focus();
  }
  nextRow = null;
});

firstInvalid(document)?.focus();

// Of a row of tabs that is wider than its place, the present one is seen.
for (const tabs of document.querySelectorAll(".subnav")) {
  const now = tabs.querySelector("[aria-current]");
  if (now && tabs.scrollWidth > tabs.clientWidth) now.scrollIntoView({ block: "nearest", inline: "center" });
}
