// Flow diagrams: <figure data-flow="id of the JSON"> with nodes {name, label, kind} and links.
import { SankeyChart } from "echarts/charts";
import { AriaComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

use([SankeyChart, AriaComponent, TooltipComponent, SVGRenderer]);

const style = getComputedStyle(document.documentElement);
const token = (name) => style.getPropertyValue(name).trim();
const SHADES = {
  site: token("--copper"),
  lot: token("--rule-strong"),
  plant: token("--ink-quiet"),
  shipment: token("--cobalt"),
};

// On a phone metal flows down, where there is room for the names.
const NARROW = 600;
const ACROSS = { left: 12, top: 12, bottom: 12, right: 150 };
const BESIDE = { width: 140, lineHeight: 15 };
const DOWN = { orient: "vertical", left: 12, right: 28, top: 72, bottom: 28, levels: [{ depth: 0, label: { position: "top", rotate: 60, align: "left", verticalAlign: "middle" } }] };
const UNDER = { position: "bottom", width: 240, fontSize: 12, lineHeight: 14 };

function draw(figure) {
  const data = JSON.parse(document.getElementById(figure.dataset.flow).textContent);
  const view = figure.querySelector(".flow__view");
  const labels = new Map(data.nodes.map((node) => [node.name, node.label ?? node.name]));
  const number = new Intl.NumberFormat(document.documentElement.lang, { maximumFractionDigits: 1 });
  const amount = (value) => `${number.format(value)} ${data.unit}`;
  const narrow = view.clientWidth < NARROW;
  const chart = init(view, null, { renderer: "svg" });
  chart.setOption({
    animation: false,
    aria: { enabled: true, label: { description: data.description } },
    textStyle: { fontFamily: token("--sans"), fontSize: 13, color: token("--ink") },
    tooltip: {
      confine: true,
      renderMode: "richText",
      formatter: ({ dataType, data: item, value }) =>
        dataType === "edge"
          ? `${labels.get(item.source)} → ${labels.get(item.target)}\n${amount(item.value)}`
          : `${labels.get(item.name)}\n${amount(value)}`,
    },
    series: [
      {
        type: "sankey",
        ...(narrow ? DOWN : ACROSS),
        nodeGap: 10,
        nodeWidth: 12,
        emphasis: { focus: "trajectory" },
        label: { formatter: ({ name }) => labels.get(name), overflow: "break", ...(narrow ? UNDER : BESIDE) },
        lineStyle: { color: "source", opacity: 0.28, curveness: 0.5 },
        data: data.nodes.map(({ name, kind }) => ({ name, itemStyle: { color: SHADES[kind] ?? SHADES.lot } })),
        links: data.links,
      },
    ],
  });
  new ResizeObserver(() => chart.resize()).observe(view);
  figure.dataset.ready = "true";
}

document.querySelectorAll("[data-flow]").forEach(draw);
