import { percent } from "./numbers.js";
import {
  LOAD, NARROW, TONES, band, base, broken, dateAxis, endLabels, noon, percentAxis, roomFor, tooltip,
} from "./theme.js";

const MIDDLE = "middle";

const level = (rung, first, last) => ({
  type: "line",
  name: rung.name,
  data: [
    [first, rung.ltv],
    [last, rung.ltv],
  ],
  showSymbol: false,
  symbol: "none",
  silent: true,
  z: 2,
  tooltip: { show: false },
  lineStyle: { color: TONES[rung.tone].color, width: 1.5, type: rung.assumed ? [5, 4] : "solid" },
  emphasis: { disabled: true },
});

// The LTV over time: two bands and the middle path, under the levels of the loan.
export const fan = (drawing, width) => {
  const narrow = width < NARROW;
  const times = drawing.dates.map(noon);
  const last = times[times.length - 1];
  const names = drawing.levels.map((rung) => ({
    at: [last, rung.ltv],
    text: `${narrow ? `${broken(rung.name)}\n` : `${rung.name} `}${percent(rung.ltv, drawing.language)}`,
    color: TONES[rung.tone].color,
  }));
  const middle = {
    type: "line",
    id: MIDDLE,
    data: drawing.p50.map((ltv, i) => [times[i], ltv]),
    showSymbol: false,
    symbol: "none",
    z: 3,
    lineStyle: { color: LOAD, width: 2.5 },
    itemStyle: { color: LOAD },
    emphasis: { disabled: true },
  };
  const bands = [
    band({ times, low: drawing.p5, high: drawing.p95, color: LOAD, opacity: 0.16 }),
    band({ times, low: drawing.p25, high: drawing.p75, color: LOAD, opacity: 0.3 }),
  ];
  const levels = drawing.levels.map((rung) => level(rung, times[0], last));
  return {
    ...base,
    grid: { left: 4, right: roomFor(names, narrow ? 82 : 122), top: 12, bottom: 4, containLabel: true },
    tooltip: {
      ...tooltip,
      trigger: "axis",
      formatter: (points) => {
        const point = points.find((one) => one.seriesId === MIDDLE);
        return point ? drawing.tips[point.dataIndex] : "";
      },
    },
    xAxis: { ...dateAxis(drawing.language), splitNumber: narrow ? 3 : 6 },
    yAxis: { ...percentAxis(drawing.language), max: drawing.top, interval: drawing.step },
    series: [...bands, ...levels, middle, endLabels(names)],
  };
};
