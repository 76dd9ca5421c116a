// Copy buttons appear only where a script can make them work; without it the address is selected by a click.
"use strict";
const toast = document.querySelector(".toast");

function say(message) {
  toast.textContent = "";
  requestAnimationFrame(() => { toast.textContent = message; });
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { toast.textContent = ""; }, 4000);
}

function done(button) {
  const label = button.querySelector(".label");
  const before = label.textContent;
  if (before === label.dataset.done) return;
  button.classList.add("done");
  label.textContent = label.dataset.done;
  setTimeout(() => { button.classList.remove("done"); label.textContent = before; }, 2500);
}

function select(element) {
  const range = document.createRange();
  range.selectNodeContents(element);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.copy);
      say(toast.dataset.copied);
      done(button);
    } catch {
      select(button.previousElementSibling);
      say(document.execCommand("copy") ? toast.dataset.copied : toast.dataset.failed);
    }
  });
}
