import { NARROW, TONES, band, base, broken, dateAxis, endLabels, noon, percentAxis, roomFor, tooltip } from "./theme.js";

// Probabilities of events by date: a line and a band of two standard errors for each.
export const lines = (drawing, width) => {
  const times = drawing.dates.map(noon);
  const curves = drawing.lines.map((line) => ({
    type: "line",
    name: line.name,
    data: line.values.map((chance, i) => [times[i], chance]),
    showSymbol: false,
    symbol: "none",
    z: 3,
    lineStyle: { color: TONES[line.tone].color, type: TONES[line.tone].dash, width: 2.25 },
    itemStyle: { color: TONES[line.tone].color },
    emphasis: { disabled: true },
  }));
  const bands = drawing.lines.map((line) =>
    band({ times, low: line.low, high: line.high, color: TONES[line.tone].color, opacity: 0.14 }),
  );
  const narrow = width < NARROW;
  const last = times.length - 1;
  const names = drawing.lines.map((line) => ({
    at: [times[last], line.values[last]],
    text: narrow ? broken(line.name) : line.name,
    color: TONES[line.tone].color,
  }));
  return {
    ...base,
    grid: { left: 4, right: roomFor(names, 96), top: 16, bottom: 4, containLabel: true },
    tooltip: {
      ...tooltip,
      trigger: "axis",
      formatter: (points) => drawing.tips[points.find((point) => point.seriesType === "line").dataIndex],
    },
    xAxis: { ...dateAxis(drawing.language), splitNumber: narrow ? 3 : 6 },
    yAxis: { ...percentAxis(drawing.language), splitNumber: 4 },
    series: [...bands, ...curves, endLabels(names)],
  };
};
