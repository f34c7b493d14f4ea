// Wakes the design system's components (error summary, details, radios …). Every page works without it.
import { initAll } from "../vendor/nhsuk-frontend-10.6.1/nhsuk-frontend.min.js";

initAll();

// What htmx brings in later may hold components too.
document.addEventListener("htmx:afterSettle", (event) => initAll({ scope: event.target }));
