// Figures over time and their targets. Points of a year and of a half year are never joined: they do not measure the same.
import { chart } from "../design/chart.js";

const data = JSON.parse(document.getElementById("chart-data").textContent);
const words = document.getElementById("chart-words").dataset;
const LOOK = { actual: ["series-1", "circle", "solid"], target: ["series-2", "diamond", "dashed"], forecast: ["series-4", "triangle", "dotted"], planned: ["series-4", "triangle", "dotted"] };

for (const box of document.querySelectorAll("[data-chart]")) {
  const groups = new Map();
  for (const point of data[box.dataset.chart]) {
    const key = `${point.status} ${point.span}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(point);
  }
  // An axis of time whose only marks are the periods the figures are of.
  const periods = new Map(data[box.dataset.chart].map((point) => [Date.parse(point.at), point.label]));
  const marks = [...periods.keys()];
  chart(box, (colour) => ({
    legend: { top: 0, right: 0, textStyle: { color: colour("soft") } },
    xAxis: {
      type: "time", boundaryGap: ["8%", "8%"], splitLine: { show: false }, axisTick: { customValues: marks },
      axisLabel: { color: colour("soft"), customValues: marks, hideOverlap: true, formatter: (value) => periods.get(value) ?? "" },
    },
    yAxis: { type: "value", min: 0, splitNumber: 3 },
    tooltip: { trigger: "item", valueFormatter: (value) => Number(value).toLocaleString() },
    series: [...groups.values()].map((points) => {
      const [{ status, span }] = points, [tone, symbol, type] = LOOK[status];
      const half = span === "half";
      return {
        name: half ? `${words[status]} · ${words.half}` : words[status], type: "line", symbol, symbolSize: 10,
        itemStyle: { color: half ? colour("series-3") : colour(tone) }, lineStyle: { color: half ? colour("series-3") : colour(tone), type },
        label: { show: true, position: "top", color: colour("ink"), formatter: ({ value }) => Number(value[1]).toLocaleString() },
        labelLayout: { hideOverlap: true },
        data: points.map((point) => [point.at, Number(point.value)]),
      };
    }),
  }));
}
