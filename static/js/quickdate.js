// "Today" and "Yesterday" beside a date field: <button type="button" data-date-for="id_date" data-date="2026-03-03">.
// The server writes the dates, so that "today" is the programme's today and not the clock of a borrowed laptop.
// The buttons are hidden (class plp-needs-js) where scripts do not run.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-date-for]");
  const field = button && document.getElementById(button.dataset.dateFor);
  if (!field) {
    return;
  }
  field.value = button.dataset.date;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
  for (const sibling of document.querySelectorAll(`button[data-date-for="${field.id}"]`)) {
    sibling.setAttribute("aria-pressed", String(sibling === button));
  }
});
