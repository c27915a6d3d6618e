"use strict";
// SCORM 1.2: finds the system's API in the frames around this page, and tells it one thing: completed.
const system = (() => {
  let api = null;
  let open = false;
  const find = (start) => {
    let here = start;
    for (let steps = 0; here && steps < 100; steps += 1) {
      try { if (here.API) return here.API; } catch { return null; }
      if (here.parent === here) return null;
      here = here.parent;
    }
    return null;
  };
  const around = () => {
    let found = find(window);
    try { found = found || (window.opener && find(window.opener)) || (window.top.opener && find(window.top.opener)); } catch { /* Another site's window. */ }
    return found || null;
  };
  const right = (answer) => String(answer) === "true";
  return {
    begin() {
      api = around();
      open = api !== null && right(api.LMSInitialize(""));
      if (!open) return "alone";
      const status = api.LMSGetValue("cmi.core.lesson_status");
      if (status === "completed" || status === "passed") return "done";
      if (status !== "incomplete") {
        api.LMSSetValue("cmi.core.lesson_status", "incomplete");
        api.LMSCommit("");
      }
      return "begun";
    },
    done() {
      const kept = right(api.LMSSetValue("cmi.core.lesson_status", "completed")) && right(api.LMSCommit(""));
      if (!kept) throw new Error("not kept");
    },
    end() {
      if (!open) return;
      open = false;
      api.LMSFinish("");
    },
  };
})();
