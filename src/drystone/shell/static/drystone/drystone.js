// What pages do beyond HTML; every one of them also works without this file.
"use strict";

// htmx swaps parts of pages; whoever uses a screen reader hears of it through the part's own role="status".
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) navigator.clipboard.writeText(button.dataset.copy);
});
