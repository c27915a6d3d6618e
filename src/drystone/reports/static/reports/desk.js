// Keys for the responders' queue: they press the buttons that stand there, and nothing else.
"use strict";

function lines() {
  return [...document.querySelectorAll("[data-line]")];
}

function here() {
  const line = document.activeElement && document.activeElement.closest("[data-line]");
  return line || null;
}

function go(step) {
  const all = lines();
  if (!all.length) return;
  const at = all.indexOf(here());
  const next = all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + step))];
  next.querySelector("a").focus();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select");
  if (typing || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "j") return go(1);
  if (event.key === "k") return go(-1);
  const line = here() || lines()[0];
  if (!line) return;
  if (event.key === "o") return line.querySelector("a").click();
  const button = line.querySelector(`button[data-key="${CSS.escape(event.key)}"]`);
  if (button) button.click();
});
