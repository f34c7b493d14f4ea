// The first thing in <body>: says that scripts run, so that parts which need them may show and the design system wakes.
document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("nhsuk-frontend-supported");
}
