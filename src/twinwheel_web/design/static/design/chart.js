// Charts in the colours of the page. Load echarts.common.min.js (a plain script, deferred) before the module that imports this:
//   import { chart } from "../design/chart.js";
//   chart(document.getElementById("x"), (colour) => ({ series: [{ type: "line", itemStyle: { color: colour("series-1") } }] }));
// The option is made anew when the theme changes; the chart follows its box. Always put a table of the same numbers beside it.

export function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

// What all charts share: quiet axes, no movement for those who want none, tooltips without markup (the page allows no styles inline).
export function base() {
  const text = { color: colour("soft"), fontFamily: getComputedStyle(document.body).fontFamily };
  const axis = {
    axisLine: { lineStyle: { color: colour("rule") } },
    splitLine: { lineStyle: { color: colour("line") } },
    axisLabel: text,
    nameTextStyle: text,
  };
  return {
    animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    animationDuration: 300,
    textStyle: text,
    aria: { enabled: true },
    color: [1, 2, 3, 4, 5].map((each) => colour(`series-${each}`)),
    tooltip: { renderMode: "richText", confine: true, backgroundColor: colour("paper"), borderColor: colour("rule"), textStyle: { color: colour("ink") } },
    grid: { left: 8, right: 24, top: 32, bottom: 8, containLabel: true },
    axis,
  };
}

export function chart(element, option) {
  const drawn = echarts.init(element, null, { renderer: "svg" });
  const draw = () => {
    const { axis, ...shared } = base();
    const wanted = option(colour);
    for (const name of ["xAxis", "yAxis"]) {
      if (wanted[name]) wanted[name] = [wanted[name]].flat().map((each) => ({ ...axis, ...each }));
    }
    drawn.setOption({ ...shared, ...wanted, tooltip: { ...shared.tooltip, ...wanted.tooltip }, grid: { ...shared.grid, ...wanted.grid } }, true);
  };
  draw();
  document.addEventListener("themechange", draw);
  matchMedia("print").addEventListener("change", draw); // paper is always light
  new ResizeObserver(() => drawn.resize()).observe(element);
  return drawn;
}
