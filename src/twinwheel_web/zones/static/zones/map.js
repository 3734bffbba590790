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

function mark(name, kind, title, where, html) {
  const reachable = kind !== "context";
  const icon = L.divIcon({ className: name, html, iconSize: null });
  return L.marker(where, { icon, title: reachable ? title : "", alt: title, keyboard: reachable, interactive: reachable }).addTo(map);
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
    if (kind !== "context") return mark("spotmark", kind, title, where, pin);
    const both = text(title);
    both.prepend(pin);
    return mark("contextmark", kind, title, where, both);
  },
  onEachFeature: ({ properties: { id, kind, title }, geometry }, layer) => {
    let named = layer;
    if (geometry.type !== "Point") {
      const around = layer.getBounds(); // a name stands above its area, or behind the end of its line
      const where = geometry.type === "LineString" ? layer.getLatLngs().at(-1) : [around.getNorth(), around.getCenter().lng];
      named = mark(kind === "context" ? "contextmark" : "areamark", kind, title, where, text(title));
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

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-spot]");
  const found = link && marks.get(link.dataset.spot);
  if (!found) return;
  event.preventDefault();
  box.scrollIntoView({ block: "nearest" });
  map.panTo(found.getLatLng(), { animate: !calm });
  found.openPopup();
  found.getElement()?.focus({ preventScroll: true });
});
