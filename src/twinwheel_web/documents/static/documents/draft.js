// What belongs together is marked together: point at a part of either side, or come to it with the keyboard.
let marked = [];

function mark(keys) {
  for (const each of marked) each.classList.remove("both");
  marked = keys.flatMap((key) => [...document.querySelectorAll(`[data-keys~="${CSS.escape(key)}"]`)]);
  for (const each of marked) each.classList.add("both");
}

for (const event of ["mouseover", "focusin"]) {
  document.addEventListener(event, ({ target }) => {
    const part = target.closest?.("[data-keys]");
    if (part) mark(part.dataset.keys.split(" "));
  });
}
