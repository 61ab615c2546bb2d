// Maps: <figure data-map="id of the GeoJSON" data-basemap data-worker>; every feature carries
// `kind` (title, zone, overlap, site, pit, depot, plant, border, town, flow), `label` and perhaps `url`.
import { LngLatBounds, Map as GlMap, NavigationControl, Popup, ScaleControl, setWorkerUrl } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";

const style = getComputedStyle(document.documentElement);
const token = (name) => style.getPropertyValue(name).trim();
const ink = token("--ink");
const copper = token("--copper");
const cobalt = token("--cobalt");
const is = (...kinds) => ["in", ["get", "kind"], ["literal", kinds]];

const background = [
  { id: "sea", type: "background", paint: { "background-color": "#e8eff4" } },
  { id: "land", source: "base", type: "fill", filter: is("land"), paint: { "fill-color": ["case", ["get", "congo"], "#ffffff", "#f6f4ef"] } },
  { id: "coast", source: "base", type: "line", filter: is("coast"), paint: { "line-color": "#8aa3b5", "line-width": 1 } },
  { id: "border", source: "base", type: "line", filter: is("border"), paint: { "line-color": token("--rule-strong"), "line-width": 1.2, "line-dasharray": [4, 2] } },
];

const subjects = [
  { id: "titles", source: "data", type: "fill", filter: is("title"), paint: { "fill-color": cobalt, "fill-opacity": 0.1 } },
  { id: "titles-edge", source: "data", type: "line", filter: is("title"), paint: { "line-color": cobalt, "line-width": 1.6 } },
  { id: "zones", source: "data", type: "fill", filter: is("zone"), paint: { "fill-color": copper, "fill-opacity": 0.14 } },
  { id: "zones-edge", source: "data", type: "line", filter: is("zone"), paint: { "line-color": copper, "line-width": 1.6, "line-dasharray": [5, 2] } },
  { id: "overlaps", source: "data", type: "fill", filter: is("overlap"), paint: { "fill-color": token("--stop"), "fill-opacity": 0.35 } },
  { id: "overlaps-edge", source: "data", type: "line", filter: is("overlap"), paint: { "line-color": token("--stop"), "line-width": 2 } },
  { id: "flows", source: "data", type: "line", filter: is("flow"), layout: { "line-cap": "round" }, paint: { "line-color": copper, "line-opacity": 0.65, "line-width": ["interpolate", ["linear"], ["coalesce", ["get", "share"], 0.2], 0, 1, 1, 9] } },
  {
    id: "points",
    source: "data",
    type: "circle",
    filter: ["all", ["==", ["geometry-type"], "Point"], ["!=", ["get", "kind"], "town"]],
    paint: {
      "circle-radius": ["match", ["get", "kind"], ["plant", "port", "border"], 7, "pit", 4, 5.5],
      "circle-color": ["match", ["get", "kind"], ["site", "pit"], copper, ["depot", "centre"], "#ffffff", cobalt],
      "circle-stroke-color": ink,
      "circle-stroke-width": 1.5,
    },
  },
  { id: "towns", source: "data", type: "circle", filter: is("town"), paint: { "circle-radius": 2.5, "circle-color": ink } },
  {
    id: "names",
    source: "data",
    type: "symbol",
    filter: ["==", ["geometry-type"], "Point"],
    layout: {
      "text-field": ["get", "label"],
      "text-font": ["sans-serif"],
      "text-size": 13,
      "text-variable-anchor": ["left", "right", "top", "bottom"],
      "text-radial-offset": 0.7,
      "text-justify": "auto",
    },
    paint: { "text-color": ink, "text-halo-color": "#ffffff", "text-halo-width": 1.5 },
  },
];

function bounds(collection) {
  const box = new LngLatBounds();
  const add = (part) => (typeof part[0] === "number" ? box.extend(part) : part.forEach(add));
  for (const { geometry } of collection.features) add(geometry.coordinates);
  return box;
}

function card({ label, note, url }) {
  const box = document.createElement("div");
  const name = document.createElement(url ? "a" : "strong");
  name.textContent = label;
  if (url) name.href = url;
  box.append(name);
  if (note) {
    const line = document.createElement("p");
    line.textContent = note;
    box.append(line);
  }
  return box;
}

function draw(figure) {
  const { basemap, worker, map: id } = figure.dataset;
  setWorkerUrl(new URL(worker, document.baseURI).href);
  const data = JSON.parse(document.getElementById(id).textContent);
  const map = new GlMap({
    container: figure.querySelector(".map__view"),
    style: {
      version: 8,
      sources: {
        base: { type: "geojson", data: new URL(basemap, document.baseURI).href, attribution: "Natural Earth" },
        data: { type: "geojson", data },
      },
      layers: [...background, ...subjects],
    },
    ...(data.features.length
      ? { bounds: bounds(data), fitBoundsOptions: { padding: 48, maxZoom: 12 } }
      : { center: [26.5, -10.5], zoom: 5.5 }),
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    attributionControl: { compact: false },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new ScaleControl());
  const pointed = ["points", "overlaps", "zones", "titles", "flows"];
  map.on("click", (event) => {
    const [first] = map.queryRenderedFeatures(event.point, { layers: pointed });
    if (first) new Popup().setLngLat(event.lngLat).setDOMContent(card(first.properties)).addTo(map);
  });
  map.on("mousemove", (event) => {
    const hit = map.queryRenderedFeatures(event.point, { layers: pointed }).length;
    map.getCanvas().style.cursor = hit ? "pointer" : "";
  });
  map.once("idle", () => {
    figure.dataset.ready = "true";
  });
}

document.querySelectorAll("[data-map]").forEach(draw);
