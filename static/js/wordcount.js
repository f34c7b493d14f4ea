// Counts words (data-words) or characters (data-characters) under a text area while somebody types.
// The number is advice: nothing is cut and nothing is refused here. Screen readers hear it when typing pauses.
const PAUSE = 1000;

function counted(area) {
  const text = area.value.trim();
  if (area.dataset.words) {
    return { used: text ? text.split(/\s+/).length : 0, allowed: Number(area.dataset.words), thing: "word" };
  }
  return { used: area.value.length, allowed: Number(area.dataset.characters), thing: "character" };
}

function sentence({ used, allowed, thing }) {
  const left = allowed - used;
  const things = Math.abs(left) === 1 ? thing : `${thing}s`;
  if (left < 0) {
    return `You have ${-left} ${things} more than the ${allowed} we suggest`;
  }
  return used ? `You have ${left} ${things} left` : `About ${allowed} ${thing}s`;
}

function watch(area) {
  if (area.dataset.counted) {
    return;
  }
  area.dataset.counted = "yes";
  const seen = document.createElement("p");
  const heard = document.createElement("p");
  seen.className = "plp-count";
  seen.setAttribute("aria-hidden", "true");
  heard.className = "nhsuk-u-visually-hidden";
  heard.setAttribute("role", "status");
  area.after(seen, heard);
  const show = () => {
    const count = counted(area);
    seen.textContent = sentence(count);
    seen.classList.toggle("plp-count--over", count.used > count.allowed);
  };
  let timer;
  area.addEventListener("input", () => {
    show();
    clearTimeout(timer);
    timer = setTimeout(() => {
      heard.textContent = seen.textContent;
    }, PAUSE);
  });
  show();
}

const watchAll = (root) => root.querySelectorAll("textarea[data-words], textarea[data-characters]").forEach(watch);

watchAll(document);
document.addEventListener("htmx:afterSettle", (event) => watchAll(event.target));
