// <form data-autosave="/where/to/post/"> is saved a few seconds after the last change, never when nothing changed.
// The server knows it by the header X-PLP-Autosave: it keeps the words and does not count as activity.
// The line said aloud is <p data-autosave-status role="status"> inside the form; made here when the page has none.
const QUIET = 4000;
const AFTER_A_FAILURE = 30000;

function fingerprint(form) {
  const data = new FormData(form);
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
  let sending = false;
  let timer;

  async function save() {
    const now = fingerprint(form);
    if (sending || now === saved) {
      return;
    }
    sending = true;
    try {
      const answer = await fetch(form.dataset.autosave || window.location.href, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-PLP-Autosave": "1" },
        credentials: "same-origin",
        redirect: "manual",
      });
      if (answer.ok) {
        saved = now;
        const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
        line.textContent = `Saved ${time}`;
      } else {
        line.textContent = "Not saved yet. Your words are still here: use the button below.";
      }
    } catch {
      line.textContent = "Not saved yet: no connection. Your words are still here.";
    } finally {
      sending = false;
    }
    if (fingerprint(form) !== saved) {
      later(now === saved ? QUIET : AFTER_A_FAILURE);
    }
  }

  function later(wait) {
    clearTimeout(timer);
    timer = setTimeout(save, wait);
  }

  form.addEventListener("input", () => later(QUIET));
  form.addEventListener("change", () => later(QUIET));
  form.addEventListener("submit", () => clearTimeout(timer));
}

document.querySelectorAll("form[data-autosave]").forEach(watch);
