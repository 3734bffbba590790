// A figure opens where it is from, beside it. Without scripts it leads to the list of sources at the end of the page.
const panel = document.getElementById("cited");
let last = null;

document.addEventListener("click", (event) => {
  const link = event.target.closest("a.cite");
  if (!link || !panel.showPopover || event.ctrlKey || event.metaKey) return;
  const source = document.querySelector(link.getAttribute("href"));
  if (!source) return;
  event.preventDefault();
  last = link;
  panel.querySelector("h2").textContent = link.dataset.of === link.dataset.name ? link.dataset.name : `${link.dataset.of} · ${link.dataset.name}`;
  panel.querySelector(".says").textContent = `${link.querySelector(".value").textContent} ${link.querySelector(".unit").textContent}`;
  panel.querySelector(".when").textContent = `${link.dataset.time} · ${link.dataset.status}`;
  panel.querySelector(".from").replaceChildren(...[...source.childNodes].map((each) => each.cloneNode(true)));
  panel.querySelector(".to").href = link.getAttribute("href");
  panel.showPopover();
  panel.focus();
});
panel.querySelector(".to").addEventListener("click", () => { last = null; panel.hidePopover(); });
panel.addEventListener("toggle", (event) => {
  if (event.newState === "closed") last?.focus({ preventScroll: true });
});
