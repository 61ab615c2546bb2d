// The countries around the Congo, cut out of Natural Earth (public domain) at build time:
// land as polygons, borders and coasts as lines, so that the cut itself is never drawn.
import { feature, mesh } from "topojson-client";

const BOX = { west: 8, south: -20, east: 38, north: 8 };
const TOLERANCE = 0.006; // degrees, about 650 m: less than a line's width on any map we draw
const CONGO = "180"; // ISO 3166-1 numeric

// Three decimals of a degree are about 110 m, finer than the 1:10 million source.
const round = (point) => point.map((degrees) => Math.round(degrees * 1000) / 1000);
const same = (a, b) => a && a[0] === b[0] && a[1] === b[1];
const inside = ([x, y]) => x >= BOX.west && x <= BOX.east && y >= BOX.south && y <= BOX.north;

/** Douglas-Peucker on one arc; arcs are shared by neighbours, so that no gap can open. */
function simplified(arc) {
  const [first, last] = [arc[0], arc.at(-1)];
  const [dx, dy] = [last[0] - first[0], last[1] - first[1]];
  const length = Math.hypot(dx, dy);
  const distance = ([x, y]) =>
    length
      ? Math.abs(dy * (x - first[0]) - dx * (y - first[1])) / length
      : Math.hypot(x - first[0], y - first[1]);
  let [far, at] = [0, 0];
  for (let i = 1; i < arc.length - 1; i += 1) {
    const off = distance(arc[i]);
    if (off > far) [far, at] = [off, i];
  }
  if (far <= TOLERANCE) return [first, last];
  return [...simplified(arc.slice(0, at + 1)).slice(0, -1), ...simplified(arc.slice(at))];
}

/** The same topology with plain degrees instead of quantised steps, and fewer points. */
function lighter({ transform: { scale, translate }, arcs, ...world }) {
  const degrees = (arc) => {
    let [x, y] = [0, 0];
    return arc.map(([dx, dy]) => {
      [x, y] = [x + dx, y + dy];
      return [x * scale[0] + translate[0], y * scale[1] + translate[1]];
    });
  };
  return { ...world, arcs: arcs.map((arc) => simplified(degrees(arc))) };
}

/** Sutherland-Hodgman: the part of a ring on the inner side of one edge of the box. */
function cutAtEdge(ring, axis, limit, sign) {
  const within = (point) => sign * (point[axis] - limit) >= 0;
  const crossing = (a, b) => {
    const share = (limit - a[axis]) / (b[axis] - a[axis]);
    return [a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1])];
  };
  return ring.flatMap((point, i) => {
    const before = ring.at(i - 1);
    if (within(point)) return within(before) ? [point] : [crossing(before, point), point];
    return within(before) ? [crossing(before, point)] : [];
  });
}

function cutRing(ring) {
  const cut = [
    [0, BOX.west, 1],
    [0, BOX.east, -1],
    [1, BOX.south, 1],
    [1, BOX.north, -1],
  ].reduce((left, edge) => cutAtEdge(left, ...edge), ring.slice(0, -1));
  const points = cut.map(round).filter((point, i, all) => !same(all[i - 1], point));
  return points.length > 2 ? [...points, points[0]] : null;
}

function cutLand(country) {
  const polygons = country.geometry.type === "Polygon" ? [country.geometry.coordinates] : country.geometry.coordinates;
  const coordinates = polygons
    .map((rings) => rings.map(cutRing).filter(Boolean))
    .filter((rings) => rings.length);
  if (!coordinates.length) return [];
  const properties = { kind: "land", congo: country.id === CONGO };
  return [{ type: "Feature", properties, geometry: { type: "MultiPolygon", coordinates } }];
}

function cutLines(kind, lines) {
  const pieces = [];
  for (const line of lines.coordinates) {
    let piece = [];
    for (const point of line.map(round)) {
      if (inside(point)) {
        if (!same(piece.at(-1), point)) piece.push(point);
      } else {
        if (piece.length > 1) pieces.push(piece);
        piece = [];
      }
    }
    if (piece.length > 1) pieces.push(piece);
  }
  return { type: "Feature", properties: { kind }, geometry: { type: "MultiLineString", coordinates: pieces } };
}

/** GeoJSON for the background of every map; `source` is TopoJSON with an object `countries`. */
export function basemap(source) {
  const world = lighter(source);
  const { countries } = world.objects;
  return {
    type: "FeatureCollection",
    features: [
      ...feature(world, countries).features.flatMap(cutLand),
      cutLines("border", mesh(world, countries, (a, b) => a !== b)),
      cutLines("coast", mesh(world, countries, (a, b) => a === b)),
    ],
  };
}
