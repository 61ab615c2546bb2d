// Distances and areas on the ellipsoid WGS 84, by points that are set with the pointer or from the keyboard.
import { filled } from "./card.js";

const [A, F] = [6378137, 1 / 298.257223563];
const RADIANS = Math.PI / 180;

/** Metres between two points: Andoyer-Lambert, right to about 1 in 100,000 at the lengths of a map. */
export function metres([x, y], [u, v]) {
  const [b, c] = [y, v].map((latitude) => Math.atan((1 - F) * Math.tan(latitude * RADIANS)));
  const h = Math.sin((c - b) / 2) ** 2 + Math.cos(b) * Math.cos(c) * Math.sin(((u - x) * RADIANS) / 2) ** 2;
  const s = 2 * Math.asin(Math.sqrt(h));
  if (s === 0) return 0;
  const [p, q] = [(b + c) / 2, (c - b) / 2];
  const first = (s - Math.sin(s)) * (Math.sin(p) * Math.cos(q)) ** 2 / Math.cos(s / 2) ** 2;
  const second = (s + Math.sin(s)) * (Math.cos(p) * Math.sin(q)) ** 2 / Math.sin(s / 2) ** 2;
  return A * (s - (F / 2) * (first + second));
}

/** Square metres inside a ring, on the sphere of equal area, by latitudes of equal area. */
export function squareMetres(ring) {
  const e = Math.sqrt(F * (2 - F));
  const q = (sine) => (1 - e * e) * (sine / (1 - (e * sine) ** 2) + Math.atanh(e * sine) / e);
  const height = (latitude) => q(Math.sin(latitude * RADIANS)); // of the zone below, over half of A squared
  let sum = 0;
  ring.forEach(([x, y], i) => {
    const [u, v] = ring[(i + 1) % ring.length];
    sum += (u - x) * RADIANS * (height(y) + height(v));
  });
  return Math.abs(sum / 2) * (A * A) / 2;
}

export function measuring(figure, map, words) {
  const said = figure.querySelector(".map__said");
  const buttons = [...figure.querySelectorAll("[data-measure]")];
  const canvas = map.getCanvas();
  let [kind, points] = ["", []];
  const number = (value, digits) => new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: digits }).format(value);
  const length = (path) => path.slice(1).reduce((sum, point, i) => sum + metres(path[i], point), 0);
  const km = (value) => number(value / 1000, value < 10000 ? 2 : 1);

  function show() {
    const ring = kind === "area" && points.length > 2;
    const path = ring ? [...points, points[0]] : points;
    const parts = points.map((point) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: point } }));
    if (path.length > 1) parts.push({ type: "Feature", properties: {}, geometry: { type: "LineString", coordinates: path } });
    if (ring) parts.push({ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [path] } });
    map.getSource("measured").setData({ type: "FeatureCollection", features: parts });
    if (points.length < 2) said.textContent = kind ? words.more_points : "";
    else if (ring) said.textContent = filled(words.area, { ha: number(squareMetres(points) / 10000, 1), km: km(length(path)) });
    else said.textContent = filled(words.distance, { km: km(length(path)) });
  }

  function begin(next) {
    [kind, points] = [next === kind ? "" : next, []];
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.measure === kind));
    figure.toggleAttribute("data-measuring", kind !== "");
    show();
    if (kind) canvas.focus();
  }

  function add({ lng, lat }) {
    points.push([lng, lat]);
    show();
  }

  for (const button of buttons) button.addEventListener("click", () => begin(button.dataset.measure));
  map.on("click", (event) => kind && add(event.lngLat));
  figure.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && kind) begin(kind);
    if (event.key === "Enter" && kind && event.target === canvas) add(map.getCenter());
  });
  return () => kind !== "";
}

export const layers = (colour) => [
  { id: "measured-area", source: "measured", type: "fill", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": colour, "fill-opacity": 0.12 } },
  { id: "measured-line", source: "measured", type: "line", filter: ["==", ["geometry-type"], "LineString"], paint: { "line-color": colour, "line-width": 2, "line-dasharray": [2, 1] } },
  { id: "measured-points", source: "measured", type: "circle", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 4, "circle-color": "#fff", "circle-stroke-color": colour, "circle-stroke-width": 2 } },
];
