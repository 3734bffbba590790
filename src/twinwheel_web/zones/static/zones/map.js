// The places of the zone on its map; the list beside it opens each of them.
import { animate, draw } from "../design/map.js";

const box = document.getElementById("map");
const marks = new Map();

function words(title, id) {
  const said = document.createElement("p"), name = document.createElement("strong"), more = document.createElement("a");
  name.textContent = title;
  more.href = `#place-${id}`;
  more.textContent = box.dataset.more;
  said.append(name, document.createElement("br"), more);
  return said;
}

const map = draw(box, JSON.parse(document.getElementById("map-data").textContent), ({ id, title }, layer, named) => {
  for (const each of new Set([layer, named])) each.bindPopup(() => words(title, id));
  marks.set(id, named);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-spot]");
  const found = link && marks.get(link.dataset.spot);
  if (!found) return;
  event.preventDefault();
  box.scrollIntoView({ block: "nearest" });
  map.panTo(found.getLatLng(), { animate });
  found.openPopup();
  found.getPopup().getElement().querySelector("a").focus({ preventScroll: true });
  map.once("popupclose", () => link.focus({ preventScroll: true }));
});
