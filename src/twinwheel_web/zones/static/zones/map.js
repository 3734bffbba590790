// The places of the zone on a map without tiles: what is drawn is what the pack's file holds.
const box = document.getElementById("map");
const data = JSON.parse(document.getElementById("map-data").textContent);
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
const map = L.map(box, {
  zoomControl: false, zoomSnap: 0.25, minZoom: 8, maxZoom: 16, scrollWheelZoom: false,
  zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm,
});
map.attributionControl.setPrefix("Leaflet");
L.control.zoom({ position: "bottomleft", zoomInTitle: box.dataset.in, zoomOutTitle: box.dataset.out }).addTo(map);

const marks = new Map();

function mark(name, kind, where, html) {
  // Marks lie too close for fingers and Tab; the list beside the map opens each of them.
  const icon = L.divIcon({ className: name, html, iconSize: null });
  return L.marker(where, { icon, keyboard: false, interactive: kind !== "context" }).addTo(map);
}

function words(title, id) {
  const said = document.createElement("p"), name = document.createElement("strong"), more = document.createElement("a");
  name.textContent = title;
  more.href = `#place-${id}`;
  more.textContent = box.dataset.more;
  said.append(name, document.createElement("br"), more);
  return said;
}

const text = (title) => { const span = document.createElement("span"); span.textContent = title; return span; };

const drawn = L.geoJSON(data, {
  style: ({ properties }) => ({ className: properties.kind === "context" ? "way" : "area", weight: properties.kind === "context" ? 3 : 2 }),
  pointToLayer: ({ properties: { kind, title } }, where) => {
    const pin = document.createElement("i");
    pin.className = `pin ${kind}`;
    if (kind !== "context") return mark("spotmark", kind, where, pin);
    const both = text(title);
    both.prepend(pin);
    return mark("contextmark", kind, where, both);
  },
  onEachFeature: ({ properties: { id, kind, title }, geometry }, layer) => {
    let named = layer;
    if (geometry.type !== "Point") {
      const line = geometry.type === "LineString", around = layer.getBounds(); // a name stands above its area, or under its line
      const where = line ? layer.getLatLngs().at(-2) : [around.getNorth(), around.getCenter().lng];
      named = mark(line ? "linemark" : "areamark", kind, where, text(title));
    } else if (kind !== "context") {
      layer.bindTooltip(title, { direction: "top", offset: [0, -8] });
    }
    if (!id) return;
    named.bindPopup(() => words(title, id));
    if (named !== layer) layer.bindPopup(() => words(title, id));
    marks.set(id, named);
  },
}).addTo(map);
map.fitBounds(drawn.getBounds(), { paddingTopLeft: [32, 60], paddingBottomRight: [80, 32] });

box.addEventListener("keydown", (event) => {
  if (event.key === "Escape") map.closePopup();
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-spot]");
  const found = link && marks.get(link.dataset.spot);
  if (!found) return;
  event.preventDefault();
  box.scrollIntoView({ block: "nearest" });
  map.panTo(found.getLatLng(), { animate: !calm });
  found.openPopup();
  found.getPopup().getElement().querySelector("a").focus({ preventScroll: true });
  map.once("popupclose", () => link.focus({ preventScroll: true }));
});
