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
document.addEventListener("htmx:afterSwap", () => {
  onItsWay = null;
});
document.addEventListener("htmx:sendError", reload);
