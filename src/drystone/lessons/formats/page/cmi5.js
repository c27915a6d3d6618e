"use strict";
// cmi5: begins with the launch that the system gave in the address, and tells it initialized, completed, terminated.
// The profile asks how long a completed unit was open: whole minutes are told, no less.
const system = (() => {
  const given = new URLSearchParams(location.search);
  const verbs = "http://adlnet.gov/expapi/verbs/";
  const profile = "https://w3id.org/xapi/cmi5/context/categories/";
  const started = Date.now();
  let key = null;
  let launch = null;
  let open = false;
  const actor = () => JSON.parse(given.get("actor"));
  const address = (path, more) => {
    const base = given.get("endpoint").replace(/\/*$/, "/");
    return `${base}${path}?${new URLSearchParams(more)}`;
  };
  const ask = (method, where, body, extra, mayLack) => fetch(where, {
    method,
    headers: { "Authorization": `Basic ${key}`, "X-Experience-API-Version": "1.0.3", ...(body ? { "Content-Type": "application/json" } : {}) },
    body: body ? JSON.stringify(body) : undefined,
    ...extra,
  }).then((answer) => {
    if (!answer.ok && !(mayLack && answer.status === 404)) throw new Error(String(answer.status));
    return answer;
  });
  // The profile allows one "completed" for a registration, so the system keeps for us that it was said.
  const mark = () => address("activities/state", {
    activityId: given.get("activityId"), agent: JSON.stringify(actor()), registration: given.get("registration"), stateId: "done",
  });
  const minutes = () => `PT${Math.max(1, Math.round((Date.now() - started) / 60000))}M`;
  const tell = (verb, result, moved, extra) => {
    const context = JSON.parse(JSON.stringify(launch.contextTemplate || {}));
    context.registration = given.get("registration");
    context.contextActivities = context.contextActivities || {};
    const others = [].concat(context.contextActivities.category || []);
    const ours = [{ id: `${profile}cmi5` }, ...(moved ? [{ id: `${profile}moveon` }] : [])];
    context.contextActivities.category = [...others.filter((one) => !ours.some((own) => own.id === one.id)), ...ours];
    const statement = {
      id: crypto.randomUUID(),
      timestamp: new Date().toISOString(),
      actor: actor(),
      verb: { id: verbs + verb, display: { en: verb } },
      object: { objectType: "Activity", id: given.get("activityId") },
      context,
      ...(result ? { result } : {}),
    };
    return ask("PUT", address("statements", { statementId: statement.id }), statement, extra);
  };
  return {
    async begin() {
      if (!["endpoint", "fetch", "actor", "registration", "activityId"].every((name) => given.get(name))) return "alone";
      const answer = await fetch(given.get("fetch"), { method: "POST" });
      key = (await answer.json())["auth-token"];
      if (!key) return "alone";
      const agent = JSON.stringify(actor());
      const state = { activityId: given.get("activityId"), agent, registration: given.get("registration"), stateId: "LMS.LaunchData" };
      launch = await (await ask("GET", address("activities/state", state))).json();
      await ask("GET", address("agents/profile", { agent, profileId: "cmi5LearnerPreferences" }), null, {}, true);
      const earlier = await ask("GET", mark(), null, {}, true);
      await tell("initialized");
      open = true;
      return earlier.status === 200 ? "done" : "begun";
    },
    async done() {
      if (launch.launchMode && launch.launchMode !== "Normal") return;
      await tell("completed", { completion: true, duration: minutes() }, true);
      await ask("PUT", mark(), { done: true });
    },
    back() {
      const address = launch && launch.returnURL;
      return typeof address === "string" && /^https?:\/\//i.test(address) ? address : "";
    },
    end() {
      if (!open) return;
      open = false;
      tell("terminated", { duration: minutes() }, false, { keepalive: true }).catch(() => undefined);
    },
  };
})();
