// Single keys for reviewers: j k a c r u ?. They can be switched off; they sleep while somebody types.
const KEPT = "twinwheel-review-keys";
const on = document.getElementById("keys-on");

function stored() {
  try { return localStorage.getItem(KEPT); } catch { return null; }
}
on.checked = stored() !== "off";
on.addEventListener("change", () => {
  try { localStorage.setItem(KEPT, on.checked ? "on" : "off"); } catch { /* not kept */ }
});

const press = (id) => document.getElementById(id)?.click();

function step(by) {
  const entries = [...document.querySelectorAll("a.entry")];
  const at = entries.findIndex((entry) => entry.getAttribute("aria-current") === "true");
  entries[at < 0 ? 0 : at + by]?.click();
}

function correct() {
  const fields = document.getElementById("correct");
  if (!fields) return;
  fields.open = true;
  fields.querySelector("input:not([type=hidden]), select")?.focus();
}

function help() {
  const keys = document.getElementById("keys");
  keys.open = !keys.open;
  if (keys.open) keys.querySelector("summary").focus();
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  a: () => press("accept"),
  r: () => press("reject"),
  u: () => press("undo"),
  c: correct,
  "?": help,
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
  if (typing) {
    if (event.key === "Escape") document.getElementById("card")?.focus();
    return;
  }
  if (!on.checked || event.ctrlKey || event.metaKey || event.altKey || !(event.key in KEYS)) return;
  event.preventDefault();
  KEYS[event.key]();
});
