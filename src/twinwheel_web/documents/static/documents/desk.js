// The desk: htmx exchanges it as a whole; this keeps the place and the focus, and shows refusals as pages are shown.
const desk = () => document.getElementById("desk");

function here() {
  const name = decodeURIComponent(location.hash.slice(1));
  return name ? document.getElementById(name) : null;
}

function show(target) {
  const text = target.closest(".raw");
  if (text) target.scrollIntoView({ block: "center" });
  const focusable = target.matches("a[href], [tabindex]") ? target : target.nextElementSibling;
  if (focusable) focusable.focus({ preventScroll: Boolean(text) || target.closest(".side") !== null });
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if ([400, 409].includes(event.detail.xhr.status)) { // the same page, with why nothing was written
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "desk" && !desk()?.contains(event.target)) return;
  const posted = event.detail.requestConfig?.verb === "post";
  const target = posted ? document.getElementById("card") : here();
  if (target) show(target);
});

const first = here();
if (first?.closest(".raw")) show(first);
