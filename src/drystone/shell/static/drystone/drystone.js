// What pages do beyond HTML; every one of them also works without this file.
"use strict";

// htmx swaps parts of pages; whoever uses a screen reader hears of it through a role="status" that was there before.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) navigator.clipboard.writeText(button.dataset.copy);
  if (event.target.closest("[data-print]")) window.print();
});

// A page that nobody sees asks nothing. Seen again, it asks at once.
const REPEATS = '[hx-trigger*="every"]';
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.detail.elt.matches(REPEATS)) event.preventDefault();
});
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) document.querySelectorAll(REPEATS).forEach((one) => one.dispatchEvent(new Event("seen")));
});

// What could not be done in place is done as without JavaScript, where the answer is a whole page.
function plainly(event) {
  const one = event.detail.elt;
  const status = event.detail.xhr ? event.detail.xhr.status : 0;
  if (one.matches(REPEATS)) {
    if (status === 403 || status === 404) location.reload();
  } else if (one.matches("form")) {
    one.submit();
  } else if (one.matches("a[href]")) {
    location.assign(one.href);
  }
}
for (const name of ["htmx:responseError", "htmx:sendError", "htmx:timeout"]) document.addEventListener(name, plainly);
