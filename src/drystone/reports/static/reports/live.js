// The desk as it happens: a stream says that something changed, and the page asks for it. Where none reaches the page,
// it goes on asking by itself.
"use strict";

(() => {
  const address = document.currentScript.dataset.stream;
  // As long as the stream was heard of within this time, the page need not ask by itself.
  const SILENT = 11000;
  const LATER = 15000;
  let source = null;
  let heard = 0;
  let known = "";
  let waits = 0;

  function lives() {
    return source !== null && Date.now() - heard < SILENT;
  }

  // An event of the document's own: without htmx nobody listens, and nothing breaks.
  function changed(event) {
    heard = Date.now();
    known = event.lastEventId;
    const reports = new Set(JSON.parse(event.data).changed);
    document.querySelectorAll('[hx-trigger*="news"]').forEach((part) => {
      if (!part.dataset.report || reports.has(part.dataset.report)) part.dispatchEvent(new Event("news"));
    });
  }

  function close() {
    if (source) source.close();
    source = null;
    clearTimeout(waits);
  }

  function open() {
    close();
    if (document.hidden) return;
    source = new EventSource(known ? `${address}?known=${encodeURIComponent(known)}` : address);
    source.addEventListener("beat", () => (heard = Date.now()));
    source.addEventListener("change", changed);
    // A browser asks again by itself after a break, but never after an answer that is no stream.
    source.addEventListener("error", () => {
      if (source && source.readyState === EventSource.CLOSED) {
        close();
        waits = setTimeout(open, LATER);
      }
    });
  }

  document.addEventListener("htmx:beforeRequest", (event) => {
    const part = event.detail.elt;
    if (!part.matches('[hx-trigger*="news"]')) return;
    if (!event.detail.requestConfig.triggeringEvent && lives()) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : open()));
  window.addEventListener("pagehide", close);
  // htmx hears what happens in the page from then on: what the stream said earlier would be lost.
  document.addEventListener("DOMContentLoaded", open);
})();
