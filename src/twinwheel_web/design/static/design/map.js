// A map without tiles: what is drawn is what the pack's file holds.
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;

const text = (title) => { const span = document.createElement("span"); span.textContent = title; return span; };

function pin(kind) {
  const made = document.createElement("i");
  made.className = `pin ${kind}`;
  return made;
}

// Draws GeoJSON whose properties are id, kind and title. `place(properties, layer, named)` is told of each feature that is a
// place of the zone: what is drawn of it, and the mark that stands for it (its name over an area, a pin otherwise).
export function draw(box, data, place) {
  const map = L.map(box, {
    zoomControl: false, zoomSnap: 0.25, minZoom: 8, maxZoom: 16, scrollWheelZoom: false,
    zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm,
  });
  map.attributionControl.setPrefix("Leaflet");
  L.control.zoom({ position: "bottomleft", zoomInTitle: box.dataset.in, zoomOutTitle: box.dataset.out }).addTo(map);

  // Marks lie too close for fingers and Tab; the list beside the map opens each of them.
  const mark = (name, kind, where, html) =>
    L.marker(where, { icon: L.divIcon({ className: name, html, iconSize: null }), keyboard: false, interactive: kind !== "context" }).addTo(map);

  const drawn = L.geoJSON(data, {
    style: ({ properties: { kind } }) => ({ className: kind === "context" ? "way" : "area", weight: kind === "context" ? 3 : 2 }),
    pointToLayer: ({ properties: { kind, title } }, where) => {
      if (kind !== "context") return mark("spotmark", kind, where, pin(kind));
      const both = text(title);
      both.prepend(pin(kind));
      return mark("contextmark", kind, where, both);
    },
    onEachFeature: ({ properties, geometry }, layer) => {
      const { kind, title } = properties;
      let named = layer;
      if (geometry.type !== "Point") {
        const line = geometry.type === "LineString", around = layer.getBounds(); // a name stands above its area, or under its line
        const where = line ? layer.getLatLngs().at(-2) : [around.getNorth(), around.getCenter().lng];
        named = mark(line ? "linemark" : "areamark", kind, where, text(title));
      } else if (kind !== "context") {
        layer.bindTooltip(title, { direction: "top", offset: [0, -8] });
      }
      if (kind !== "context") place(properties, layer, named, map);
    },
  }).addTo(map);
  map.fitBounds(drawn.getBounds(), { paddingTopLeft: [60, 60], paddingBottomRight: [80, 32] });
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") map.closePopup();
  });
  return map;
}

export const animate = !calm;
