import { CustomChart, LineChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import { init, use } from "echarts/core";
import { SVGRenderer } from "echarts/renderers";
import { fan } from "./fan.js";
import { heat, heatHeight } from "./heat.js";
import { lines } from "./lines.js";
export * as numbers from "./numbers.js";
import { tornado, tornadoHeight } from "./tornado.js";

use([CustomChart, LineChart, GridComponent, TooltipComponent, SVGRenderer]);

const BUILD = { fan, heat, lines, tornado };
const HEIGHT = { heat: heatHeight, tornado: tornadoHeight };
const PRINTED = 660; // the width of a page between its margins, in pixels

// A chart draws the numbers that stand beside it in the page, and draws them again when its width changes.
const mount = (place) => {
  const drawing = JSON.parse(place.parentElement.querySelector('script[type="application/json"]').textContent);
  const build = BUILD[place.dataset.chart];
  place.hidden = false;
  const height = HEIGHT[place.dataset.chart];
  if (height) place.style.height = `${height(drawing)}px`;
  const chart = init(place, null, { renderer: "svg", width: place.clientWidth });
  const draw = (width) => {
    chart.resize({ width, silent: true });
    chart.setOption(build(drawing, width), { notMerge: true });
  };
  let drawn = place.clientWidth;
  draw(drawn);
  const follow = new ResizeObserver(() => {
    if (place.clientWidth && place.clientWidth !== drawn && !matchMedia("print").matches) {
      drawn = place.clientWidth;
      draw(drawn);
    }
  });
  follow.observe(place);
  addEventListener("beforeprint", () => draw(Math.min(PRINTED, drawn)));
  addEventListener("afterprint", () => draw(drawn));
};

document.querySelectorAll("[data-chart]").forEach(mount);
