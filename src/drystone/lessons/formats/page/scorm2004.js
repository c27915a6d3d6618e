"use strict";
// SCORM 2004: finds the system's API in the frames around this page, and tells it one thing: completed.
const system = (() => {
  let api = null;
  let open = false;
  const find = (start) => {
    let here = start;
    for (let steps = 0; here && steps < 100; steps += 1) {
      try { if (here.API_1484_11) return here.API_1484_11; } catch { return null; }
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
      open = api !== null && right(api.Initialize(""));
      if (!open) return "alone";
      const status = api.GetValue("cmi.completion_status");
      if (status === "completed") return "done";
      if (status !== "incomplete") {
        api.SetValue("cmi.completion_status", "incomplete");
        api.Commit("");
      }
      return "begun";
    },
    done() {
      const kept = right(api.SetValue("cmi.completion_status", "completed")) && right(api.Commit(""));
      if (!kept) throw new Error("not kept");
    },
    end() {
      if (!open) return;
      open = false;
      api.Terminate("");
    },
  };
})();
