// What went wrong with a passkey, said in words beside the button (allauth's own script only writes to the console).
document.addEventListener("allauth.error", (event) => {
  const place = document.querySelector("[data-passkey-trouble]");
  if (!place) {
    return;
  }
  event.preventDefault();
  const stopped = event.detail?.exception?.name === "NotAllowedError";
  place.textContent = stopped
    ? "That was stopped, or took too long. You can try again, or use another way."
    : "This device or browser could not use a passkey here. Please use another way.";
});
