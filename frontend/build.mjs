// Builds everything that the browser loads into static_built/: `npm run build`.
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { basemap } from "./basemap.mjs";

const out = "static_built";
const phones = ["chrome87", "firefox84", "safari14"];

await mkdir(out, { recursive: true }); // files are replaced one by one, so that a running server always has them
const bundle = (entryPoints, target) =>
  build({ entryPoints, target, bundle: true, minify: true, external: ["*.svg"], format: "esm", outdir: out, logLevel: "warning" });

const world = JSON.parse(await readFile("node_modules/world-atlas/countries-10m.json", "utf8"));
await Promise.all([
  bundle(["frontend/app.js", "frontend/app.css", "frontend/field.css"], phones),
  bundle(["frontend/chart.js", "frontend/map.js"], ["es2022"]),
  writeFile(`${out}/basemap.geojson`, JSON.stringify(basemap(world))),
  // The worker is a file of its own because the security policy allows no generated code.
  copyFile("node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs", `${out}/map-worker.mjs`),
  ...["contours.svg", "icons.svg", "mark.svg"].map((name) => copyFile(`frontend/${name}`, `${out}/${name}`)),
]);
