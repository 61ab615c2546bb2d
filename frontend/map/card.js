// What is said of the thing that was pointed at, as text only: nothing of the data is ever read as markup.
const number = (value) => new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 }).format(value);
export const filled = (text, values) => text.replace(/%\((\w+)\)s/g, (_, name) => values[name]);

function line(text) {
  const part = document.createElement("p");
  part.textContent = text;
  return part;
}

function titled(text, address) {
  const part = document.createElement(address ? "a" : "strong");
  part.textContent = text;
  if (address) part.href = address;
  return part;
}

/** Where the page of a feature is: places by their number or that of the place, titles by theirs. */
function address(of, name, data) {
  if (of.url) return of.url;
  const code = name === "samples" ? "" : (of.code ?? of.place ?? of.first);
  const at = ["places", "occupancies", "visits"].includes(name) ? data.placesAt : data.titlesAt;
  return at && code ? `${at}/${code}/` : "";
}

/** The content of a popup; `listed(box)` is the address of the list of what lies in a box. */
export function card({ layer, properties: of }, data, words, listed) {
  const box = document.createElement("div");
  const name = layer["source-layer"] ?? layer.source;
  if (name.endsWith("-texture")) {
    box.append(line(words.texture));
    return box;
  }
  if (of.many) {
    box.append(titled(filled(words.many, { number: number(of.many) })), titled(words.list, listed(of.box)));
    return box;
  }
  const said = (field) => words.choices?.[field]?.[of[field]] ?? of[field];
  const label = of[words.labels?.[name]] ?? of.name ?? of.label;
  box.append(titled(label, address(of, name, data)));
  const named = of.name === label ? "" : of.name;
  const facts = [named, of.kind_name ?? said("kind"), said("status"), said("role"), of.minerals, of.holder, of.first_holder, of.second_holder, of.note];
  if (of.hectares) facts.push(`${number(of.hectares)} ha`);
  box.append(...facts.filter(Boolean).map(line));
  return box;
}
