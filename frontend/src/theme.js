import { percent } from "./numbers.js";

// Colours are named, never written: the style sheet holds them for light, dark and print,
// and a chart follows without being drawn again.
export const INK = "var(--ink)";
export const MUTED = "var(--muted)";
export const RULE = "var(--rule)";
export const PAPER = "var(--paper)";
export const LOAD = "var(--load)";
export const UNKNOWN = "var(--unknown)";

// One colour, one meaning; a dash besides, so that colour is never alone.
export const TONES = {
  release: { color: "var(--muted)", dash: [2, 3] },
  cure: { color: "var(--cure)", dash: [7, 3] },
  call: { color: "var(--call)", dash: "solid" },
  "close-out": { color: "var(--close-out)", dash: [10, 3, 2, 3] },
  loss: { color: "var(--ink)", dash: [2, 2] },
};

export const FONT = '"Helvetica Neue", Helvetica, "Segoe UI", Roboto, "Liberation Sans", Arial, sans-serif';
export const NARROW = 560;
const LETTER = 6.3; // the width of a letter of a name, about
const LONG = 14; // letters of a name that stays on one line where there is little room

export const noon = (day) => Date.parse(`${day}T00:00:00Z`);

const month = (language) => (time) => {
  const day = new Date(time);
  return day.getUTCMonth() === 0 ? String(day.getUTCFullYear()) : language.months_short[day.getUTCMonth()];
};

export const tooltip = {
  renderMode: "richText",
  confine: true,
  backgroundColor: PAPER,
  borderColor: RULE,
  borderWidth: 1,
  padding: [8, 10],
  shadowBlur: 0,
  shadowColor: "transparent",
  shadowOffsetX: 0,
  shadowOffsetY: 0,
  textStyle: { color: INK, fontSize: 12, lineHeight: 18, fontFamily: FONT },
};

export const dateAxis = (language) => ({
  type: "time",
  axisLine: { lineStyle: { color: MUTED } },
  axisTick: { show: true, lineStyle: { color: MUTED } },
  axisLabel: { color: MUTED, fontSize: 12, fontFamily: FONT, formatter: month(language), hideOverlap: true },
  splitLine: { show: false },
  axisPointer: { lineStyle: { color: MUTED, type: "solid" } },
});

export const percentAxis = (language) => ({
  type: "value",
  min: 0,
  axisLine: { show: false },
  axisTick: { show: false },
  axisLabel: { color: MUTED, fontSize: 12, fontFamily: FONT, formatter: (share) => percent(share, language) },
  splitLine: { lineStyle: { color: RULE, width: 1 } },
  axisPointer: { show: false },
});

export const base = {
  animation: false,
  useUTC: true,
  backgroundColor: "transparent",
  textStyle: { fontFamily: FONT, color: INK },
  aria: { enabled: false },
};

// The area between two curves, drawn as one polygon for each unbroken run of dates.
export const band = ({ times, low, high, color, opacity }) => {
  const runs = [[]];
  times.forEach((time, i) => {
    if (low[i] === null || high[i] === null) runs.push([]);
    else runs[runs.length - 1].push([time, low[i], high[i]]);
  });
  const whole = runs.filter((run) => run.length > 1);
  return {
    type: "custom",
    silent: true,
    clip: true,
    z: 1,
    tooltip: { show: false },
    dimensions: ["time", "low", "high"],
    encode: { x: 0, y: [1, 2] },
    data: whole.flat(),
    renderItem: (params, api) => {
      if (params.dataIndex !== 0) return null;
      const children = whole.map((run) => ({
        type: "polygon",
        shape: {
          points: [
            ...run.map(([time, , upper]) => api.coord([time, upper])),
            ...[...run].reverse().map(([time, lower]) => api.coord([time, lower])),
          ],
        },
        style: { fill: color, opacity, stroke: null },
      }));
      return { type: "group", children };
    },
  };
};

// Places at least `gap` apart, as near as possible to the wanted ones, which rise.
const spread = (wanted, gap, low, high) => {
  const blocks = [];
  wanted.forEach((place, rank) => {
    blocks.push({ total: place - rank * gap, count: 1 });
    for (let last = blocks.length - 1; last > 0; last -= 1) {
      const [before, block] = [blocks[last - 1], blocks[last]];
      if (before.total / before.count <= block.total / block.count) break;
      blocks.splice(last - 1, 2, { total: before.total + block.total, count: before.count + block.count });
    }
  });
  const bases = blocks.flatMap(({ total, count }) => Array(count).fill(total / count));
  const ceiling = high - (wanted.length - 1) * gap;
  return bases.map((place, rank) => Math.max(low, Math.min(place, ceiling)) + rank * gap);
};

// A long name on two lines, broken at the space nearest its middle.
export const broken = (name) => {
  const spaces = [...name.matchAll(/ /g)].map(({ index }) => index);
  if (name.length <= LONG || !spaces.length) return name;
  const far = (place) => Math.abs(place - name.length / 2);
  const at = spaces.reduce((best, place) => (far(place) < far(best) ? place : best));
  return `${name.slice(0, at)}\n${name.slice(at + 1)}`;
};

// The room that names need beside the curves, and the distance between them.
export const roomFor = (items, least) =>
  Math.max(least, 14 + LETTER * Math.max(...items.flatMap(({ text }) => text.split("\n").map((line) => line.length))));
const gapOf = (items) => 2 + 14 * Math.max(1, ...items.map(({ text }) => text.split("\n").length));

// Names at the right end of curves, moved apart where they would overlap.
export const endLabels = (items) => ({
  type: "custom",
  silent: true,
  clip: false,
  z: 5,
  tooltip: { show: false },
  encode: { x: 0, y: 1 },
  data: items.map(({ at }) => at),
  renderItem: (params, api) => {
    if (params.dataIndex !== 0) return null;
    const { y: top, height } = params.coordSys;
    const placed = items.map((item) => ({ ...item, point: api.coord(item.at) })).sort((a, b) => a.point[1] - b.point[1]);
    const places = spread(placed.map(({ point }) => point[1]), gapOf(items), top, top + height);
    const children = placed.map(({ text, color, point }, i) => ({
      type: "text",
      x: point[0] + 8,
      y: places[i],
      style: { text, fill: color, verticalAlign: "middle", font: `600 12.5px ${FONT}`, lineHeight: 14 },
    }));
    return { type: "group", children };
  },
});
