// What every page can do. Pages work without it; nothing here decides anything.
"use strict";

const root = document.documentElement;

// Light or dark at once: the same cookie that the form would have the server set.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("form.theme") || !event.submitter) return;
  event.preventDefault();
  const theme = event.submitter.value;
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax${secure}`;
  root.dataset.theme = theme;
  document.querySelector('meta[name="color-scheme"]')?.setAttribute("content", theme);
  document.dispatchEvent(new Event("themechange"));
  [...form.querySelectorAll("button")].find((each) => each.offsetParent)?.focus();
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  if (!root.dataset.theme) document.dispatchEvent(new Event("themechange"));
});

document.addEventListener("click", (event) => {
  const target = event.target.closest(".opener, [data-copy], [data-print], [data-dialog]");
  if (!target) return;
  if (target.matches(".opener")) {
    const open = target.parentElement.classList.toggle("opened");
    target.setAttribute("aria-expanded", String(open));
  } else if (target.dataset.copy !== undefined) {
    navigator.clipboard?.writeText(target.dataset.copy).then(() => {
      const before = target.textContent;
      target.textContent = target.dataset.done || "✓";
      setTimeout(() => { target.textContent = before; }, 1500);
    });
  } else if (target.dataset.print !== undefined) {
    print();
  } else {
    document.getElementById(target.dataset.dialog)?.showModal();
  }
});

// A list that acts when something else is chosen. Its button stays for readers without scripts.
document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submit]");
  if (form) form.requestSubmit();
});

// Escape closes the menu of phones and gives the focus back.
document.addEventListener("keydown", (event) => {
  const menu = document.querySelector("details.menu[open]");
  if (event.key !== "Escape" || !menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});
