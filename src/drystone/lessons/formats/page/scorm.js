// SCORM 1.2 and 2004 differ in names, which stand above this. It finds the system's API in the frames around this page,
// and tells it one thing: completed.
const system = (() => {
  let api = null;
  let open = false;
  const find = (start) => {
    let here = start;
    for (let steps = 0; here && steps < 100; steps += 1) {
      try { if (here[names.api]) return here[names.api]; } catch { return null; }
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
      open = api !== null && right(api[names.begin](""));
      if (!open) return "alone";
      const status = api[names.get](names.status);
      if (names.finished.includes(status)) return "done";
      if (status !== "incomplete") {
        api[names.set](names.status, "incomplete");
        api[names.commit]("");
      }
      return "begun";
    },
    done() {
      const kept = right(api[names.set](names.status, "completed")) && right(api[names.commit](""));
      if (!kept) throw new Error("not kept");
    },
    end() {
      if (!open) return;
      open = false;
      api[names.end]("");
    },
  };
})();
