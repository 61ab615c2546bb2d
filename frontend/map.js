// Maps: a figure with data-map names its layers (data-titles, data-overlaps, data-flows, data-places,
// data-towns), each by the address of a GeoJSON or by "#id" of a script element that holds it. A check box
// in the figure with data-layers="titles titles-edge" shows and hides those layers; data-focus="code code"
// begins with the view on those records, data-fit="work" where ore is dug, kept and processed.
import { LngLatBounds, Map as GlMap, NavigationControl, Popup, ScaleControl, setWorkerUrl } from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";

const style = getComputedStyle(document.documentElement);
const token = (name) => style.getPropertyValue(name).trim();
const ink = token("--ink");
const copper = token("--copper");
const cobalt = token("--cobalt");
const NONE = { type: "FeatureCollection", features: [] };
const is = (...kinds) => ["in", ["get", "kind"], ["literal", kinds]];
const zone = ["boolean", ["get", "zone"], false];

const background = [
  { id: "sea", type: "background", paint: { "background-color": "#e8eff4" } },
  { id: "land", source: "base", type: "fill", filter: is("land"), paint: { "fill-color": ["case", ["get", "congo"], "#ffffff", "#f6f4ef"] } },
  { id: "coast", source: "base", type: "line", filter: is("coast"), paint: { "line-color": "#8aa3b5", "line-width": 1 } },
  { id: "border", source: "base", type: "line", filter: is("border"), paint: { "line-color": token("--rule-strong"), "line-width": 1.2, "line-dasharray": [4, 2] } },
];

// Titles have a full line and zones a broken one, so that colour alone never tells them apart.
const areas = [
  { id: "titles", source: "titles", type: "fill", filter: ["!", zone], paint: { "fill-color": cobalt, "fill-opacity": 0.12 } },
  { id: "zones", source: "titles", type: "fill", filter: zone, paint: { "fill-color": copper, "fill-opacity": 0.14 } },
  { id: "titles-edge", source: "titles", type: "line", filter: ["!", zone], paint: { "line-color": cobalt, "line-width": 1.6 } },
  { id: "zones-edge", source: "titles", type: "line", filter: zone, paint: { "line-color": copper, "line-width": 1.8, "line-dasharray": [4, 2] } },
  { id: "overlaps", source: "overlaps", type: "fill", paint: { "fill-color": ink, "fill-opacity": 0.35 } },
  { id: "overlaps-edge", source: "overlaps", type: "line", paint: { "line-color": ink, "line-width": 1.5 } },
];

// Rail is broken and ink, so that it can be told from the road without colour.
const rail = ["==", ["get", "mode"], "rail"];
const width = ["interpolate", ["linear"], ["coalesce", ["get", "share"], 0.1], 0, 1, 1, 9];
const lines = [
  { id: "flows", source: "flows", type: "line", filter: ["!", rail], layout: { "line-cap": "round" }, paint: { "line-color": copper, "line-opacity": 0.65, "line-width": width } },
  { id: "flows-rail", source: "flows", type: "line", filter: rail, paint: { "line-color": ink, "line-opacity": 0.8, "line-width": width, "line-dasharray": [2, 1] } },
];

const name = (source, size) => ({
  id: `${source}-names`,
  source,
  type: "symbol",
  filter: ["!", is("pit")],
  layout: {
    "text-field": ["get", "name"],
    "text-font": ["sans-serif"],
    "text-size": size,
    "text-variable-anchor": ["left", "right", "top", "bottom"],
    "text-radial-offset": 0.7,
    "text-justify": "auto",
    "symbol-sort-key": ["match", ["get", "kind"], "site", 0, "plant", 1, ["depot", "centre"], 2, 3],
  },
  paint: { "text-color": ink, "text-halo-color": "#ffffff", "text-halo-width": 1.5 },
});

const points = [
  { id: "towns", source: "towns", type: "circle", paint: { "circle-radius": 2.5, "circle-color": ink } },
  {
    id: "places",
    source: "places",
    type: "circle",
    paint: {
      "circle-radius": ["match", ["get", "kind"], ["plant", "port", "border"], 7, "pit", 3.5, 5.5],
      "circle-color": ["match", ["get", "kind"], ["site", "pit"], copper, ["depot", "centre"], "#ffffff", cobalt],
      "circle-stroke-color": ink,
      "circle-stroke-width": 1.5,
    },
  },
  name("places", 13),
  name("towns", 12),
];

const SOURCES = ["titles", "overlaps", "flows", "places", "towns"];
const [TITLES, FLOWS, PLACES] = ["titles", "flows", "places"].map((source) => SOURCES.indexOf(source));
const worked = ({ features }) => ({
  features: features.filter(({ properties }) => !["border", "port", "office"].includes(properties.kind)),
});

async function read(reference) {
  if (!reference) return NONE;
  if (reference.startsWith("#")) return JSON.parse(document.querySelector(reference).textContent);
  return (await fetch(reference)).json();
}

/** The box around all features, or around those whose code is among `focus`. */
function bounds(collections, focus) {
  const codes = focus?.split(" ");
  const box = new LngLatBounds();
  const add = (part) => (typeof part[0] === "number" ? box.extend(part) : part.forEach(add));
  for (const { geometry, properties } of collections.flatMap((collection) => collection.features))
    if (!codes || codes.includes(properties.code)) add(geometry.coordinates);
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

/** What a feature is, as text only: nothing of the data is ever read as markup. */
function card({ layer, properties: of }, places) {
  const at = { places: places.placesAt, titles: places.titlesAt }[layer.source];
  const box = document.createElement("div");
  const title = document.createElement(of.url || (at && of.code) ? "a" : "strong");
  title.textContent = of.name ?? of.label ?? `${of.first_number} · ${of.second_number}`;
  if (title.tagName === "A") title.href = of.url ?? `${at}/${of.code}/`;
  box.append(title);
  const facts = [of.kind_name, of.number, of.holder, of.first_holder, of.second_holder, of.note];
  if (of.hectares) facts.push(`${new Intl.NumberFormat(document.documentElement.lang).format(of.hectares)} ha`);
  for (const fact of facts.filter(Boolean)) {
    const line = document.createElement("p");
    line.textContent = fact;
    box.append(line);
  }
  return box;
}

function follow(figure, map) {
  for (const box of figure.querySelectorAll("input[data-layers]")) {
    box.addEventListener("change", () => {
      for (const layer of box.dataset.layers.split(" "))
        map.setLayoutProperty(layer, "visibility", box.checked ? "visible" : "none");
    });
  }
}

async function draw(figure) {
  const { basemap, worker } = figure.dataset;
  setWorkerUrl(new URL(worker, document.baseURI).href);
  const data = await Promise.all(SOURCES.map((source) => read(figure.dataset[source])));
  data[FLOWS] = { ...data[FLOWS], features: data[FLOWS].features.map(bent) };
  const near = bounds(figure.dataset.fit ? [data[TITLES], worked(data[PLACES])] : [], figure.dataset.focus);
  const box = near.isEmpty() ? bounds(data.slice(0, 4), figure.dataset.focus) : near;
  const map = new GlMap({
    container: figure.querySelector(".map__view"),
    style: {
      version: 8,
      sources: {
        base: { type: "geojson", data: new URL(basemap, document.baseURI).href, attribution: "Natural Earth" },
        ...Object.fromEntries(SOURCES.map((source, i) => [source, { type: "geojson", data: data[i] }])),
      },
      layers: [...background, ...areas, ...lines, ...points],
    },
    ...(box.isEmpty()
      ? { center: [26.5, -10.5], zoom: 5.5 }
      : { bounds: box, fitBoundsOptions: { padding: 48, maxZoom: 12 } }),
    cooperativeGestures: true,
    dragRotate: false,
    pitchWithRotate: false,
    attributionControl: { compact: false },
  });
  map.touchZoomRotate.disableRotation();
  map.addControl(new NavigationControl({ showCompass: false }));
  map.addControl(new ScaleControl());
  const pointed = { layers: ["places", "flows", "flows-rail", "overlaps", "zones", "titles"] };
  map.on("click", (event) => {
    const [first] = map.queryRenderedFeatures(event.point, pointed);
    if (first) new Popup().setLngLat(event.lngLat).setDOMContent(card(first, figure.dataset)).addTo(map);
  });
  map.on("mousemove", (event) => {
    map.getCanvas().style.cursor = map.queryRenderedFeatures(event.point, pointed).length ? "pointer" : "";
  });
  follow(figure, map);
  map.once("idle", () => {
    figure.dataset.ready = "true";
  });
}

document.querySelectorAll("[data-map]").forEach(draw);
