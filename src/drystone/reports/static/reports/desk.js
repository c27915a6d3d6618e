// Keys for responders: they press what stands there, and nothing else. In the queue they are for the line that one is on:
// the queue changes by itself, and what is first now may be another report in a moment.
"use strict";

function lines() {
  return [...document.querySelectorAll("[data-line]")];
}

function here() {
  return (document.activeElement && document.activeElement.closest("[data-line]")) || null;
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
  // A key that is held down must not answer one report after the other.
  if (event.repeat) return;
  const one = document.querySelector("[data-one]") ? document.querySelector("main") : here();
  if (!one) return;
  if (event.key === "o" && one.matches("[data-line]")) return one.querySelector("a").click();
  const way = one.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (way) way.click();
});
