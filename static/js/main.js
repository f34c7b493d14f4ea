// Wakes the design system's components (error summary, details, radios …). Every page works without it.
import { initAll } from "../vendor/nhsuk-frontend-10.6.1/nhsuk-frontend.min.js";

// A radio may not carry aria-expanded (ARIA 1.2); the design system sets it on those that uncover a further question.
function plain(root) {
  root.querySelectorAll('input[type="radio"][aria-expanded]').forEach((radio) => radio.removeAttribute("aria-expanded"));
}

initAll();
plain(document);
document.addEventListener("click", (event) => event.target.matches?.('input[type="radio"]') && plain(document));
window.addEventListener("pageshow", () => plain(document));

// What htmx brings in later may hold components too.
document.addEventListener("htmx:afterSettle", (event) => {
  initAll({ scope: event.target });
  plain(event.target);
});
