// Counts as bubbles on the map of the zone; a click opens who they are. The table has the same numbers and links.
import { draw } from "../design/map.js";

const counts = JSON.parse(document.getElementById("map-counts").textContent);
const most = Math.max(1, ...Object.values(counts).map((each) => each.number));
const LARGEST = 30; // radius in pixels; areas are as the numbers

const places = [];
const map = draw(document.getElementById("map"), JSON.parse(document.getElementById("map-data").textContent), (properties, layer, named) => {
  places.push([counts[properties.id], layer, named]);
});

// Larger ones first, so that a smaller one that overlaps lies above and can be reached.
for (const [{ name, number, href }, layer, named] of places.sort(([a], [b]) => b.number - a.number)) {
  const where = layer.getBounds ? layer.getBounds().getCenter() : layer.getLatLng();
  if (layer === named) layer.remove(); // the bubble stands in the pin's place
  const radius = number ? Math.max(5, LARGEST * Math.sqrt(number / most)) : 3;
  // A label stands beside its bubble; at the left edge below it, or it would lie on those in the middle.
  const below = map.latLngToContainerPoint(where).x < map.getSize().x / 3;
  const label = { direction: below ? "bottom" : "right", offset: below ? [0, radius] : [radius, 0], permanent: true, className: "count" };
  L.circleMarker(where, { className: "bubble", radius, weight: 1 })
    .bindTooltip(`${name}: ${number.toLocaleString("en")}`, label)
    .on("click", () => { location.href = href; })
    .addTo(map);
}
