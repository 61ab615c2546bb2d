// Maps: a figure with data-map. data-tiles is the address of its tiles ({z}/{x}/{y}); data-flows, data-places and
// data-towns are GeoJSON by address or by "#id" of a script element. data-focus="code code" begins with the view
// on those records, found by data-find; data-filters makes it the map page with its tools.
import { AttributionControl, LngLatBounds, Map as GlMap, NavigationControl, Popup, ScaleControl, setWorkerUrl } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import "./css/map.css";
import { listed, place, tiles, tools } from "./map/atlas.js";
import { card } from "./map/card.js";
import { layers as measures, measuring } from "./map/measure.js";
import { POINTED, ink, layers } from "./map/style.js";

const NONE = { type: "FeatureCollection", features: [] };
const SOURCES = ["flows", "places", "towns"];
const KATANGA = [[21.7, -13.5], [31, -5]];
const FINEST = 14;

async function read(reference) {
  if (!reference) return NONE;
  if (reference.startsWith("#")) return JSON.parse(document.querySelector(reference).textContent);
  return (await fetch(reference)).json();
}

/** The box around all features of the page. */
function bounds(collections) {
  const box = new LngLatBounds();
  const add = (part) => (typeof part[0] === "number" ? box.extend(part) : part.forEach(add));
  for (const { geometry } of collections.flatMap((collection) => collection.features)) add(geometry.coordinates);
  return box;
}

/** The box around the records that the figure names. */
async function focus({ find, focus: codes }) {
  const box = new LngLatBounds();
  if (!codes || !find) return box;
  const { hits } = await (await fetch(`${find}?${new URLSearchParams({ codes })}`)).json();
  for (const { box: [west, south, east, north] } of hits) box.extend([[west, south], [east, north]]);
  return box;
}

/** A flow drawn as a bow to the right of its way, so that there and back are two lines. */
function bent(flow) {
  const { coordinates } = flow.geometry;
  if (coordinates.length !== 2) return flow;
  const [[x, y], [u, v]] = coordinates;
  const [middleX, middleY] = [(x + u) / 2 + (v - y) * 0.18, (y + v) / 2 - (u - x) * 0.18];
  const at = (t) => [
    (1 - t) ** 2 * x + 2 * t * (1 - t) * middleX + t ** 2 * u,
    (1 - t) ** 2 * y + 2 * t * (1 - t) * middleY + t ** 2 * v,
  ];
  const steps = Array.from({ length: 25 }, (_, i) => at(i / 24));
  return { ...flow, geometry: { type: "LineString", coordinates: steps } };
}

function begin(figure, data, near) {
  const kept = figure.dataset.filters && place();
  if (kept) return kept;
  const box = near.isEmpty() ? bounds(data) : near;
  if (figure.dataset.filters || box.isEmpty()) return { bounds: KATANGA, fitBoundsOptions: { padding: 12 } };
  return { bounds: box, fitBoundsOptions: { padding: 48, maxZoom: 12 } };
}

function point(figure, map, texts, form, busy) {
  const pointed = { layers: POINTED.filter((layer) => map.getLayer(layer)) };
  map.on("click", (event) => {
    const [first] = busy() ? [] : map.queryRenderedFeatures(event.point, pointed);
    if (!first) return;
    const [west, south, east, north] = (first.properties.box ?? "").split(",").map(Number);
    if (first.properties.many && (east - west > 0.0005 || north - south > 0.0005) && map.getZoom() < FINEST) {
      map.fitBounds([[west, south], [east, north]], { padding: 60, maxZoom: FINEST });
      return;
    }
    const content = card(first, figure.dataset, texts, (box) => listed(form, box));
    new Popup().setLngLat(event.lngLat).setDOMContent(content).addTo(map);
  });
  map.on("mousemove", (event) => {
    map.getCanvas().style.cursor = map.queryRenderedFeatures(event.point, pointed).length ? "pointer" : "";
  });
}

async function draw(figure) {
  const { basemap, worker, tiles: tiled, words, filters } = figure.dataset;
  const form = filters && document.querySelector(filters);
  const texts = words ? JSON.parse(document.getElementById(words).textContent) : {};
  setWorkerUrl(new URL(worker, document.baseURI).href);
  const [near, ...data] = await Promise.all([focus(figure.dataset), ...SOURCES.map((source) => read(figure.dataset[source]))]);
  data[0] = { ...data[0], features: data[0].features.map(bent) };
  const map = new GlMap({
    container: figure.querySelector(".map__view"),
    style: {
      version: 8,
      sources: {
        base: { type: "geojson", data: new URL(basemap, document.baseURI).href, attribution: "Natural Earth" },
        ...Object.fromEntries(SOURCES.map((source, i) => [source, { type: "geojson", data: data[i] }])),
        ...(tiled && { atlas: { type: "vector", tiles: [tiles(figure, form)], maxzoom: FINEST } }),
        measured: { type: "geojson", data: NONE },
      },
      layers: [...layers(tiled), ...measures(ink)],
    },
    ...begin(figure, data, near),
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    maxZoom: 18,
    fadeDuration: 0,
    canvasContextAttributes: { preserveDrawingBuffer: Boolean(form) }, // a browser prints what is still there
    attributionControl: false,
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new AttributionControl({ compact: false }));
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new ScaleControl({ maxWidth: 140 }));
  map.once("load", () => {
    const busy = form ? measuring(figure, map, texts) : () => false;
    if (form) tools(figure, map, texts);
    point(figure, map, texts, form, busy);
  });
  map.once("idle", () => {
    figure.dataset.ready = "true";
  });
}

document.querySelectorAll("[data-map]").forEach(draw);
