// The matching board changes in place. When what comes back is another page (signed out, gone), go there instead.
const reload = () => window.location.reload();

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id === "matching-bench" && !event.detail.serverResponse.includes('id="matching-bench"')) {
    event.detail.shouldSwap = false;
    reload();
  }
});
document.addEventListener("htmx:sendError", reload);
