// The tools of the map page. Everything that one sees is in the address: place, zoom, layers, day and filters.
import { filled } from "./card.js";
import { GROUPS } from "./style.js";

const address = new URL(location.href);
const kept = (name) => new URL(location.href).searchParams.get(name);

function keep(name, value) {
  const next = new URL(location.href);
  if (value) next.searchParams.set(name, value);
  else next.searchParams.delete(name);
  history.replaceState(null, "", next);
}

/** Centre and zoom as the address has them. */
export function place() {
  const [longitude, latitude, zoom] = (kept("at") ?? "").split(",").map(Number);
  return [longitude, latitude, zoom].every(Number.isFinite) && zoom > 0 ? { center: [longitude, latitude], zoom } : null;
}

/** The filters of the page as tiles, list and files are asked with. */
export function filters(form) {
  const query = new URLSearchParams(form ? new FormData(form) : "");
  for (const [name, value] of [...query]) if (!value || name === "list") query.delete(name);
  return query.toString();
}

const day = (date) => date.toISOString().slice(0, 10);
const words = (iso) => new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeZone: "UTC" }).format(new Date(iso));

function time(figure, form, show) {
  const slider = figure.querySelector("#map-time");
  const [since, today, on] = ["since", "today", "on"].map((name) => new Date(slider.dataset[name]));
  const months = (date) => (date.getUTCFullYear() - since.getUTCFullYear()) * 12 + date.getUTCMonth() - since.getUTCMonth();
  const last = Math.max(months(today), 0);
  const at = (step) => (step >= last ? today : new Date(Date.UTC(since.getUTCFullYear(), since.getUTCMonth() + Number(step) + 1, 0)));
  const said = figure.querySelector(".map__time output");
  const say = () => {
    said.textContent = words(day(at(slider.value)));
    slider.setAttribute("aria-valuetext", said.textContent);
  };
  slider.max = String(last);
  slider.value = String(months(on));
  slider.setAttribute("aria-valuetext", said.textContent);
  slider.addEventListener("input", say);
  slider.addEventListener("change", () => {
    form.elements.on.value = Number(slider.value) >= last ? "" : day(at(slider.value));
    show();
  });
}

function search(figure, form, map, texts) {
  const [box, hits] = [figure.querySelector(".map__find"), figure.querySelector(".map__hits")];
  const said = figure.querySelector(".map__said");
  const fly = ([west, south, east, north]) => map.fitBounds([[west, south], [east, north]], { padding: 60, maxZoom: 12 });
  box.addEventListener("submit", async (event) => {
    event.preventDefault();
    const query = new URLSearchParams({ q: box.querySelector("input").value });
    if (form.elements.on.value) query.set("on", form.elements.on.value);
    const { hits: found, total } = await (await fetch(`${figure.dataset.find}?${query}`)).json();
    said.textContent = found.length < total ? filled(texts.more, { shown: found.length, total }) : found.length ? "" : texts.nothing;
    hits.replaceChildren(
      ...found.map((hit) => {
        const [item, button] = [document.createElement("li"), document.createElement("button")];
        [button.type, button.className, button.textContent] = ["button", "button", `${hit.label} · ${hit.kind}`];
        button.addEventListener("click", () => fly(hit.box));
        item.append(button);
        return item;
      }),
    );
    if (found.length) fly(found[0].box);
  });
}

/** A sheet of paper: the figure alone, as large as the paper allows, drawn anew before it is printed. */
function paper(figure, map) {
  const root = document.documentElement;
  for (const button of figure.querySelectorAll("[data-paper]")) {
    button.addEventListener("click", () => {
      root.dataset.sheet = button.dataset.paper;
      map.resize();
      map.once("idle", () => window.print());
    });
  }
  addEventListener("afterprint", () => {
    delete root.dataset.sheet;
    map.resize();
  });
}

export function tools(figure, map, texts) {
  const form = document.querySelector(figure.dataset.filters);
  const list = document.querySelector(figure.dataset.list);
  const said = figure.querySelector(".map__said");
  figure.querySelector(".map__bar").hidden = false;

  async function fill(query) {
    const text = await (await fetch(`${location.pathname}?${query}`)).text();
    const page = new DOMParser().parseFromString(text, "text/html");
    list.replaceChildren(...page.querySelector(figure.dataset.list).childNodes);
    figure.querySelector(".map__sheet").replaceWith(page.querySelector(".map__sheet"));
  }

  function show() {
    const next = new URL(location.pathname, location.href);
    next.search = filters(form);
    for (const name of ["at", "layers"]) if (kept(name)) next.searchParams.set(name, kept(name));
    if (form.elements.list.value !== "places") next.searchParams.set("list", form.elements.list.value);
    history.pushState(null, "", next);
    map.getSource("atlas").setTiles([tiles(figure, form)]);
    fill(next.searchParams);
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    show();
  });
  form.addEventListener("change", (event) => event.target.matches("select, [type=date]") && show());
  addEventListener("popstate", () => location.reload());
  time(figure, form, show);
  search(figure, form, map, texts);
  paper(figure, map);

  const boxes = [...figure.querySelectorAll("input[data-layers]")];
  const chosen = (kept("layers") ?? "").split(",").filter(Boolean);
  const draw = (box) => {
    for (const layer of GROUPS[box.dataset.layers]) map.setLayoutProperty(layer, "visibility", box.checked ? "visible" : "none");
  };
  for (const box of boxes) {
    if (address.searchParams.has("layers")) box.checked = chosen.includes(box.dataset.layers);
    if (!box.checked) draw(box);
    box.addEventListener("change", () => {
      draw(box);
      const on = boxes.filter((one) => one.checked).map((one) => one.dataset.layers);
      keep("layers", on.length === boxes.length ? "" : on.join(",") || "none");
    });
  }
  map.on("moveend", () => {
    const { lng, lat } = map.getCenter();
    keep("at", `${lng.toFixed(5)},${lat.toFixed(5)},${map.getZoom().toFixed(2)}`);
  });
  figure.querySelector("[data-in-view]").addEventListener("click", async () => {
    const [[west, south], [east, north]] = map.getBounds().toArray();
    const query = new URLSearchParams(new URL(location.href).search);
    query.set("box", [west, south, east, north].map((degrees) => degrees.toFixed(5)).join(","));
    await fill(query);
    list.scrollIntoView();
  });
  figure.querySelector("[data-share]").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(location.href);
      said.textContent = texts.copied;
    } catch {
      said.textContent = texts.address; // without https or leave, a browser does not let pages copy
    }
  });
}

/** Address of the tiles, narrowed by the filters of the page. */
export function tiles(figure, form) {
  const query = filters(form);
  return new URL(figure.dataset.tiles, location.href).href.replaceAll("%7B", "{").replaceAll("%7D", "}") + (query ? `?${query}` : "");
}

/** The list of the page, of what lies in a box alone. */
export function listed(form, box) {
  const query = new URLSearchParams(filters(form));
  query.set("box", box);
  return `?${query}#list`;
}
