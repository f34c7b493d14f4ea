// <button data-copy="id of a field"> copies what stands in the field, and says so on the button and in #copied.
// Where scripts do not run the button is hidden (class plp-needs-js); the field can be copied by hand.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-copy]");
  const field = button && document.getElementById(button.dataset.copy);
  if (!field) {
    return;
  }
  field.select();
  let words = "Copied";
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    words = "Marked: now press Ctrl and C";
  }
  document.getElementById("copied").textContent = words;
  const text = button.firstChild;
  const before = button.dataset.words || text.textContent;
  button.dataset.words = before;
  text.textContent = words;
  setTimeout(() => (text.textContent = before), 3000);
});
