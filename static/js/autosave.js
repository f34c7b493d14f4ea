// <form data-autosave="/where/to/post/"> is saved a few seconds after the last change (somebody who types on and on is
// saved meanwhile: no more than ten seconds are ever lost), and at once when somebody leaves the page: by one of its links (which then waits a moment for the answer), by closing it, by turning to another app.
// Nothing is sent when nothing changed, and nobody is asked anything.
// The server knows it by the header X-PLP-Autosave: it keeps the words and does not count as activity.
// A field with data-autosave-skip is for the button alone.
// The line said aloud is <p data-autosave-status role="status"> inside the form; made here when the page has none.
const QUIET = 4000;
const LONGEST = 8000; // from the first unsaved change
const AFTER_A_FAILURE = 8000;
const LEAVING_WAITS = 2500;
// A browser refuses to send more than 64 kB for a page that is gone.
const OUTLIVES_THE_PAGE = 60000;

const forms = [];

function contents(form) {
  const data = new FormData(form);
  form.querySelectorAll("[data-autosave-skip]").forEach((field) => data.delete(field.name));
  return data;
}

function fingerprint(form) {
  const data = contents(form);
  data.delete("csrfmiddlewaretoken");
  return new URLSearchParams([...data].filter(([, value]) => typeof value === "string")).toString();
}

function statusLine(form) {
  let line = form.querySelector("[data-autosave-status]");
  if (!line) {
    line = document.createElement("p");
    line.className = "plp-saved";
    line.setAttribute("role", "status");
    form.append(line);
  }
  return line;
}

function watch(form) {
  const line = statusLine(form);
  let saved = fingerprint(form);
  let underWay = "";
  let refused = "";
  let submitted = false;
  let since = 0;
  let timer;

  const isUnsaved = () => !submitted && fingerprint(form) !== saved;

  async function send(now) {
    underWay = now;
    since = 0;
    try {
      const answer = await fetch(form.dataset.autosave || window.location.href, {
        method: "POST",
        body: contents(form),
        headers: { "X-PLP-Autosave": "1" },
        credentials: "same-origin",
        redirect: "manual",
        keepalive: now.length < OUTLIVES_THE_PAGE,
      });
      if (answer.ok) {
        saved = now;
        const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
        line.textContent = `Saved ${time}`;
      } else {
        refused = answer.status < 500 ? now : refused;
        line.textContent = "Not saved yet. Your words are still here: use the button below.";
      }
    } catch {
      line.textContent = "Not saved yet: no connection. Your words are still here.";
    } finally {
      underWay = "";
    }
    // What was refused is refused again; without a connection it may get through the next time.
    if (isUnsaved() && fingerprint(form) !== refused) {
      later(now === saved ? QUIET : AFTER_A_FAILURE);
    }
  }

  async function save() {
    if (!underWay && isUnsaved()) {
      await send(fingerprint(form));
    }
  }

  // The last chance: what is on its way already may be older than what stands in the field.
  async function flush() {
    clearTimeout(timer);
    const now = fingerprint(form);
    if (isUnsaved() && now !== underWay) {
      await send(now);
    }
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  function changed() {
    submitted = false;
    since ||= Date.now();
    later(Math.max(0, Math.min(QUIET, since + LONGEST - Date.now())));
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    submitted = true;
  });
  window.addEventListener("pageshow", () => {
    submitted = false;
  });
  forms.push({ isUnsaved, flush });
}

function flushAll() {
  return Promise.all(forms.map((form) => form.flush()));
}

// A link of ours that opens in this place, pressed without a modifier.
function leadsAway(event) {
  const link = event.target.closest?.("a[href]");
  const plain = event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !plain || event.defaultPrevented || link.target || link.hasAttribute("download")) {
    return null;
  }
  const here = link.origin === window.location.origin && !link.getAttribute("href").startsWith("#");
  return here ? link : null;
}

document.addEventListener("click", async (event) => {
  const link = leadsAway(event);
  if (!link || !forms.some((form) => form.isUnsaved())) {
    return;
  }
  event.preventDefault();
  await Promise.race([flushAll(), new Promise((done) => setTimeout(done, LEAVING_WAITS))]);
  window.location.assign(link.href);
});

window.addEventListener("pagehide", flushAll);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") {
    flushAll();
  }
});

document.querySelectorAll("form[data-autosave]").forEach(watch);
