// Shows one way to ask each item, reads out what is said to an answer, and tells the learning system "done".
// No answer leaves this page; it is not even kept.
(() => {
  const words = document.body.dataset;
  const told = document.getElementById("told");
  const button = document.getElementById("done");
  const back = document.getElementById("back");
  const aside = document.getElementById("aside");
  for (const item of document.querySelectorAll(".item")) {
    const ways = item.querySelectorAll("fieldset");
    const shown = Math.floor(Math.random() * ways.length);
    ways.forEach((way, place) => { way.hidden = place !== shown; });
  }
  document.addEventListener("change", (event) => {
    const option = event.target.closest && event.target.closest(".option");
    if (option && event.target.checked) aside.textContent = option.querySelector(".said").textContent;
  });
  const say = (text) => { told.textContent = text; };
  say("");
  const before = Promise.resolve(system.begin()).catch(() => "alone");
  before.then((state) => {
    if (state === "alone") say(words.alone);
    if (state === "done") say(words.before);
    button.hidden = state !== "begun";
    const address = system.back ? system.back() : "";
    if (address) {
      back.href = address;
      back.hidden = false;
    }
  });
  button.addEventListener("click", () => {
    button.disabled = true;
    before.then(() => system.done()).then(
      () => say(words.thanks),
      () => { button.disabled = false; say(words.notKept); },
    );
  });
  window.addEventListener("pagehide", () => system.end());
})();
