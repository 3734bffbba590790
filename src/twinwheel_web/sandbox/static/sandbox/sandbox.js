// The sandbox: sliders beside the inputs, and the charts of what came back. htmx asks the server; without scripts the
// form does.
import { chart } from "../design/chart.js";

const form = document.getElementById("moves");

// A slider counts in what its input shows: per cent of a share, otherwise the number itself.
function number(text) {
  return parseFloat(text.replaceAll(",", ""));
}
for (const slider of document.querySelectorAll("input[type=range][data-for]")) {
  const input = document.getElementById(slider.dataset.for);
  const sign = slider.dataset.percent ? "%" : "";
  slider.hidden = false;
  const follow = () => {
    const shares = sign && !input.value.includes("%");
    const value = number(input.value) * (shares ? 100 : 1);
    if (!Number.isNaN(value)) slider.value = value;
  };
  follow();
  input.addEventListener("input", follow);
  slider.addEventListener("input", () => {
    input.value = slider.value + sign;
    over(input.name);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
    event.preventDefault();
    slider[event.key === "ArrowUp" ? "stepUp" : "stepDown"]();
    slider.dispatchEvent(new Event("input", { bubbles: true }));
  });
}

// The curve is of the number that was moved last.
function over(name) {
  const choice = document.getElementById("over");
  if (choice && [...choice.options].some((each) => each.value === name)) choice.value = name;
}
form?.addEventListener("input", (event) => over(event.target.name));
for (const each of document.querySelectorAll("[data-hide]")) each.hidden = true;

// The address says what was moved, and nothing else.
document.addEventListener("htmx:configRequest", (event) => {
  const given = event.detail.parameters;
  for (const input of document.querySelectorAll("#moves input[data-now]")) {
    if (given[input.name] !== undefined && given[input.name] === input.dataset.now) delete given[input.name];
  }
});

function curve(element) {
  const data = JSON.parse(document.getElementById(element.dataset.curve).textContent);
  const words = element.dataset;
  const pairs = (heights) => data.values.map((value, place) => [value, heights[place]]);
  const marks = [
    data.now === null ? null : { xAxis: data.now, name: words.present, label: { formatter: words.present } },
    data.here === null ? null : { xAxis: data.here, name: words.tried, label: { formatter: words.tried }, lineStyle: { type: "solid" } },
  ].filter(Boolean);
  chart(element, (colour) => ({
    legend: { textStyle: { color: colour("ink") }, top: 0 },
    grid: { top: 48, bottom: 24 },
    tooltip: { trigger: "axis" },
    xAxis: { type: "value", name: data.unit.trim(), nameLocation: "middle", nameGap: 26, min: data.values[0], max: data.values.at(-1) },
    yAxis: [
      { type: "value", scale: true },
      ...(data.known ? [{ type: "value", scale: true, splitLine: { show: false }, axisLabel: { formatter: short } }] : []),
    ],
    series: [
      { name: words.reached, type: "line", step: false, showSymbol: false, lineStyle: { width: 3 }, data: pairs(data.reached), markLine: { symbol: "none", data: marks, lineStyle: { color: colour("ink"), type: "dashed" }, label: { color: colour("ink") } } },
      { name: words.possible, type: "line", showSymbol: false, lineStyle: { type: "dotted" }, data: pairs(data.possible) },
      ...(data.known ? [{ name: words.known, type: "line", yAxisIndex: 1, showSymbol: false, lineStyle: { type: "dashed" }, data: pairs(data.known) }] : []),
    ],
  }));
}

// Yuan on an axis, short: the language of the page says in which steps people count.
const compact = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });
function short(value) {
  return `CNY ${compact.format(value)}`;
}

function bars(element) {
  const data = JSON.parse(document.getElementById(element.dataset.compare).textContent);
  const words = element.dataset;
  chart(element, (colour) => ({
    legend: { textStyle: { color: colour("ink") }, top: 0 },
    grid: { top: 48 },
    tooltip: { trigger: "axis" },
    xAxis: { type: "category", data: data.names },
    yAxis: [{ type: "value" }, ...(data.known ? [{ type: "value", splitLine: { show: false }, axisLabel: { formatter: short } }] : [])],
    series: [
      { name: words.reached, type: "bar", data: data.reached },
      ...(data.known ? [{ name: words.known, type: "bar", yAxisIndex: 1, data: data.known, tooltip: { valueFormatter: short } }] : []),
    ],
  }));
}

function draw(root) {
  for (const each of root.querySelectorAll("[data-curve]")) curve(each);
  for (const each of root.querySelectorAll("[data-compare]")) bars(each);
}
draw(document);
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.id === "curve") draw(event.detail.target);
});
