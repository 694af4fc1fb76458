// A button beside an address copies it and says so; where the browser keeps the clipboard shut there is no button.

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent.trim());
    button.querySelector("span").textContent = button.dataset.copied;
    document.getElementById("live").textContent = button.dataset.copied;
  });
}
