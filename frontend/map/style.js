// What a map looks like: white land, ink, one copper and one cobalt; shape tells apart before colour does.
const style = getComputedStyle(document.documentElement);
const token = (name) => style.getPropertyValue(name).trim();
export const [ink, quiet, paper, copper, cobalt] = ["--ink", "--ink-quiet", "--paper", "--copper", "--cobalt"].map(token);
const FONT = ["sans-serif"]; // drawn by the browser itself: no server of letters is asked
const is = (...kinds) => ["in", ["get", "kind"], ["literal", kinds]];
const one = ["!", ["has", "many"]];

const background = [
  { id: "sea", type: "background", paint: { "background-color": "#e3ecf2" } },
  { id: "shore", source: "base", type: "line", filter: is("coast"), paint: { "line-color": "#c9dae5", "line-width": 7, "line-blur": 3 } },
  { id: "land", source: "base", type: "fill", filter: is("land"), paint: { "fill-color": ["case", ["get", "congo"], paper, "#f5f3ee"] } },
  { id: "coast", source: "base", type: "line", filter: is("coast"), paint: { "line-color": "#7d97aa", "line-width": 0.9 } },
  { id: "border-tint", source: "base", type: "line", filter: is("border"), paint: { "line-color": "#efe7d8", "line-width": 6 } },
  { id: "border", source: "base", type: "line", filter: is("border"), paint: { "line-color": token("--rule-strong"), "line-width": 1.1, "line-dasharray": [6, 2, 1, 2] } },
];

/** Layers of one kind of area: a fill, its edge, and squares where many are too small to be told apart. */
function area(name, colour, opacity, edge) {
  const from = { source: "atlas", "source-layer": name };
  const texture = { source: "atlas", "source-layer": `${name}-texture`, id: `${name}-texture`, type: "fill" };
  return [
    { ...texture, paint: { "fill-color": colour, "fill-opacity": ["interpolate", ["linear"], ["get", "density"], 1, 0.14, 4, 0.42], "fill-antialias": false } },
    { ...from, id: name, type: "fill", paint: { "fill-color": colour, "fill-opacity": opacity } },
    { ...from, id: `${name}-edge`, type: "line", paint: { "line-color": colour, ...edge } },
  ];
}

const wider = (thin, thick) => ["interpolate", ["linear"], ["zoom"], 6, thin, 11, thick];
const areas = [
  ...area("titles", cobalt, 0.1, { "line-width": wider(0.7, 1.6) }),
  ...area("zones", copper, 0.14, { "line-width": wider(0.9, 1.8), "line-dasharray": [4, 2] }),
  ...area("overlaps", ink, 0.35, { "line-width": wider(0.8, 1.5) }),
];

// Rail is broken and ink, so that it can be told from the road without colour.
const rail = ["==", ["get", "mode"], "rail"];
const width = ["interpolate", ["linear"], ["coalesce", ["get", "share"], 0.1], 0, 1, 1, 9];
const lines = [
  { id: "flows", source: "flows", type: "line", filter: ["!", rail], layout: { "line-cap": "round" }, paint: { "line-color": copper, "line-opacity": 0.65, "line-width": width } },
  { id: "flows-rail", source: "flows", type: "line", filter: rail, paint: { "line-color": ink, "line-opacity": 0.8, "line-width": width, "line-dasharray": [2, 1] } },
];

const name = (from, id, size, filter) => ({
  ...from,
  id,
  type: "symbol",
  filter,
  layout: {
    "text-field": ["get", "name"],
    "text-font": FONT,
    "text-size": size,
    "text-variable-anchor": ["left", "right", "top", "bottom"],
    "text-radial-offset": 0.7,
    "text-justify": "auto",
    "symbol-sort-key": ["match", ["get", "kind"], "site", 0, "plant", 1, ["depot", "centre"], 2, 3],
  },
  paint: { "text-color": ink, "text-halo-color": paper, "text-halo-width": 1.6 },
});

const size = ["match", ["get", "kind"], ["plant", "port", "border"], 7, "pit", 3.5, 5.5];
const points = (from) => [
  { ...from, id: "places", type: "circle", filter: one, paint: { "circle-radius": size, "circle-color": ["match", ["get", "kind"], ["site", "pit"], copper, ["depot", "centre"], paper, cobalt], "circle-stroke-color": ink, "circle-stroke-width": 1.5 } },
];

// Several places in one spot: a double ring like that of a city, with their number.
const ring = ["interpolate", ["linear"], ["log10", ["get", "many"]], 0.3, 11, 2, 16, 4.5, 23];
const short = ["case", [">=", ["get", "many"], 1000], ["concat", ["to-string", ["round", ["/", ["get", "many"], 1000]]], "k"], ["to-string", ["get", "many"]]];
const several = (from) => [
  { ...from, id: "places-many", type: "circle", filter: ["has", "many"], paint: { "circle-radius": ring, "circle-color": paper, "circle-stroke-color": copper, "circle-stroke-width": 2 } },
  { ...from, id: "places-numbers", type: "symbol", filter: ["has", "many"], layout: { "text-field": short, "text-font": FONT, "text-size": 12, "text-allow-overlap": true }, paint: { "text-color": ink } },
];

const worked = { source: "atlas", "source-layer": "occupancies" };
const visited = { source: "atlas", "source-layer": "visits" };
const sampled = { source: "atlas", "source-layer": "samples" };
const hollow = { "circle-opacity": 0, "circle-stroke-width": 1 };
const rings = [
  { ...sampled, id: "samples", type: "circle", filter: one, paint: { "circle-radius": 3, "circle-color": cobalt, "circle-stroke-color": paper, "circle-stroke-width": 1 } },
  { ...sampled, id: "samples-many", type: "circle", filter: ["has", "many"], paint: { "circle-radius": 5, "circle-color": cobalt, "circle-stroke-color": paper, "circle-stroke-width": 2 } },
  { ...worked, id: "occupancies", type: "circle", filter: one, paint: { ...hollow, "circle-radius": 9, "circle-stroke-color": ink } },
  { ...visited, id: "visits", type: "circle", filter: one, paint: { ...hollow, "circle-radius": 12, "circle-stroke-color": copper } },
];
const tiled = { source: "atlas", "source-layer": "places" };
const towns = { source: "towns" };

/** All layers of a map; `atlas`: its areas and places come in tiles rather than with the page. */
export const layers = (atlas) => [
  ...background,
  ...(atlas ? areas : []),
  ...lines,
  { ...towns, id: "towns", type: "circle", paint: { "circle-radius": 2.5, "circle-color": ink } },
  ...(atlas ? rings : []),
  ...points(atlas ? tiled : { source: "places" }),
  ...(atlas ? several(tiled) : []),
  name(atlas ? tiled : { source: "places" }, "places-names", 13, ["all", one, ["!", is("pit")]]),
  name(towns, "towns-names", 12, ["has", "name"]),
];

/** Which drawn layers a check box of the legend shows and hides. */
export const GROUPS = {
  places: ["places", "places-many", "places-numbers", "places-names"],
  occupancies: ["occupancies"],
  visits: ["visits"],
  samples: ["samples", "samples-many"],
  titles: ["titles", "titles-edge", "titles-texture"],
  zones: ["zones", "zones-edge", "zones-texture"],
  overlaps: ["overlaps", "overlaps-edge", "overlaps-texture"],
  flows: ["flows"],
  "flows-rail": ["flows-rail"],
};
export const POINTED = ["places", "places-many", "flows", "flows-rail", "samples", "samples-many", "occupancies", "visits", "overlaps", "zones", "titles", "overlaps-texture", "zones-texture", "titles-texture"];
