// The matching board changes in place. When what comes back is another page (signed out, gone), go there instead.
const reload = () => window.location.reload();
const bench = () => document.getElementById("matching-bench");
const parametersOf = (address) => new URLSearchParams(address.split("#")[0].split("?")[1]);

// The choices asked for and not shown yet. A link knows only what was shown when its page was made: whoever
// presses a second name before the first has come would lose the first.
let onItsWay = null;

document.addEventListener("htmx:configRequest", (event) => {
  if (!bench()?.contains(event.detail.elt)) {
    return;
  }
  const [address, fragment] = event.detail.path.split("#");
  const shown = parametersOf(bench().dataset.address);
  const wanted = parametersOf(address);
  const merged = new URLSearchParams(onItsWay ?? shown);
  for (const name of new Set([...shown.keys(), ...wanted.keys()])) {
    if (wanted.get(name) === null) {
      merged.delete(name);
    } else if (wanted.get(name) !== shown.get(name)) {
      merged.set(name, wanted.get(name));
    }
  }
  onItsWay = merged;
  const both = merged.has("leader") && merged.has("network");
  const place = both && wanted.size > shown.size ? "compare" : fragment;
  event.detail.path = `${address.split("?")[0]}?${merged}${place ? `#${place}` : ""}`;
});

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "matching-bench" && !event.detail.serverResponse.includes('id="matching-bench"')) {
    event.detail.shouldSwap = false;
    reload();
  }
});
// The lists scroll by themselves: they stay where they were.
const scrolled = {};
document.addEventListener("htmx:beforeSwap", () => {
  document.querySelectorAll(".plp-bench__people").forEach((list) => (scrolled[list.id] = list.scrollTop));
});
const scrollBack = () => {
  document.querySelectorAll(".plp-bench__people").forEach((list) => (list.scrollTop = scrolled[list.id] ?? 0));
};
document.addEventListener("htmx:afterSwap", () => {
  onItsWay = null;
  scrollBack();
});
document.addEventListener("htmx:oobAfterSwap", scrollBack);
document.addEventListener("htmx:sendError", (event) => {
  if (!isPoll(event)) {
    reload();
  }
});

// What colleagues change comes every few seconds, without taking away what somebody is doing here: what is being
// written stays as it is, ticks and unfolded parts are put back, and htmx returns the focus by its id.
const isPoll = (event) => event.detail.elt?.id === "board-poll";
const say = (words) => {
  const line = document.getElementById("board-news");
  if (line.textContent !== words) {
    line.textContent = words;
  }
};
let kept = null;
let saidFor;
const A_WHILE = 12000;

document.addEventListener("htmx:beforeRequest", (event) => {
  // Nobody looks at a hidden page; a press on a name is answered first.
  if (isPoll(event) && (document.hidden || onItsWay)) {
    event.preventDefault();
  }
});
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (!isPoll(event)) {
    return;
  }
  const { xhr } = event.detail;
  if (xhr.getResponseHeader("HX-Redirect")) {
    // Signed out, or released: somebody may be in the middle of a sentence.
    event.preventDefault();
    document.getElementById("board-poll").remove();
    say("This page is not up to date any more. What you have written is still here; look again when you are ready.");
    return;
  }
  if (onItsWay || event.detail.pathInfo.requestPath !== document.getElementById("board-poll")?.getAttribute("hx-get")) {
    event.preventDefault();
    return;
  }
  kept = {
    ticks: [...document.querySelectorAll("#pairs input:checked")].map((tick) => tick.id),
    unticked: [...document.querySelectorAll("#pairs input[type=checkbox]:not(:checked)")].map((tick) => tick.id),
    open: [...document.querySelectorAll("[id^=people-] details[open]")].map((part) => part.id),
  };
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (!kept || !isPoll(event)) {
    return;
  }
  for (const id of kept.ticks) {
    const tick = document.getElementById(id);
    if (tick) tick.checked = true;
  }
  for (const id of kept.unticked) {
    const tick = document.getElementById(id);
    if (tick) tick.checked = false;
  }
  for (const id of kept.open) {
    const part = document.getElementById(id);
    if (part) part.open = true;
  }
  kept = null;
  clearTimeout(saidFor);
  saidFor = setTimeout(() => say(""), A_WHILE);
});
