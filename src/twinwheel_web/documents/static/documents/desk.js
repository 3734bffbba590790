// The desk: htmx exchanges it as a whole; this keeps the place and the focus, and shows refusals as pages are shown.
const desk = () => document.getElementById("desk");

function here() {
  const name = decodeURIComponent(location.hash.slice(1));
  return name ? document.getElementById(name) : null;
}

function into(target) { // scrolls the box of the text, not the page
  const box = target?.closest(".raw");
  if (box) box.scrollTop += target.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
}

function show(target) {
  const fold = target.closest("details.fold");
  if (fold) fold.open = true;
  const box = target.closest(".raw");
  into(target);
  box?.scrollIntoView({ block: "nearest" });
  const focusable = target.matches("a[href], [tabindex]") ? target : target.nextElementSibling;
  focusable?.focus({ preventScroll: Boolean(box) || target.closest(".side") !== null });
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if ([400, 409].includes(event.detail.xhr.status)) { // the same page, with why nothing was written
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  }
});

document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "desk" && !desk()?.contains(event.target)) return;
  into(document.querySelector(".raw .now"));
  const posted = event.detail.requestConfig?.verb === "post";
  const target = posted ? document.getElementById("card") : here();
  if (target) show(target);
});

into(document.querySelector(".raw .now"));
if (here()?.closest(".raw")) show(here());
