import { FONT, INK, MUTED, NARROW, PAPER, UNKNOWN, base, percentAxis, tooltip } from "./theme.js";

const HALF = 8;
const PAD = 0.12;
const LETTER = 6.8; // the width of a letter, about

const label = (x, y, text, align, color, weight) => ({
  type: "text",
  x,
  y,
  style: {
    text,
    align,
    verticalAlign: "middle",
    fill: color,
    font: `${weight} 12px ${FONT}`,
    stroke: PAPER,
    lineWidth: 3,
  },
});

const half = (from, to, y, opacity) => ({
  type: "rect",
  shape: { x: Math.min(from, to), y, width: Math.max(Math.abs(to - from), 1), height: HALF },
  style: { fill: UNKNOWN, opacity },
});

// The upper half of a bar goes to the answer at the low end of the range, the lower half to that at the high end.
export const tornado = (drawing, width) => {
  const narrow = width < NARROW;
  const shares = percentAxis(drawing.language);
  const ends = [drawing.base, ...drawing.bars.flatMap((bar) => [bar.low, bar.high])];
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  const room = (high - low || high || 0.01) * (narrow ? 0.3 : PAD);
  const bars = {
    type: "custom",
    z: 3,
    data: drawing.bars.map((bar, i) => [drawing.base, i]),
    encode: { x: 0, y: 1 },
    renderItem: (params, api) => {
      const bar = drawing.bars[params.dataIndex];
      const [middle, y] = api.coord([drawing.base, params.dataIndex]);
      const [atLow] = api.coord([bar.low, params.dataIndex]);
      const [atHigh] = api.coord([bar.high, params.dataIndex]);
      const side = (x, other) => (x < middle || (x === middle && other > middle) ? "right" : "left");
      // beside the end of its half, but never out of the drawing
      const away = (x, align, text) => {
        const long = LETTER * text.length;
        return align === "right" ? Math.max(x - 6, long) : Math.min(x + 6, api.getWidth() - long);
      };
      const lowSide = side(atLow, atHigh);
      const highSide = side(atHigh, atLow);
      return {
        type: "group",
        children: [
          label(params.coordSys.x, y - 21, bar.title, "left", INK, 600),
          half(middle, atLow, y - HALF + 2, 0.55),
          half(middle, atHigh, y + 2, 0.95),
          label(away(atLow, lowSide, bar.low_text), y - HALF / 2 + 2, bar.low_text, lowSide, MUTED, 400),
          label(away(atHigh, highSide, bar.high_text), y + HALF / 2 + 3, bar.high_text, highSide, INK, 400),
        ],
      };
    },
  };
  const rule = {
    type: "line",
    data: [
      [drawing.base, -0.5],
      [drawing.base, drawing.bars.length - 0.5],
    ],
    symbol: "none",
    silent: true,
    z: 2,
    tooltip: { show: false },
    lineStyle: { color: INK, width: 1.25, type: "solid" },
    emphasis: { disabled: true },
  };
  return {
    ...base,
    grid: { left: 14, right: 14, top: 8, bottom: 4, containLabel: true },
    tooltip: { ...tooltip, trigger: "item", formatter: (point) => drawing.bars[point.dataIndex].tip },
    xAxis: {
      ...shares,
      min: Math.max(0, low - room),
      max: high + room,
      splitNumber: narrow ? 3 : 6,
      splitLine: { ...shares.splitLine, showMaxLine: false },
      axisLabel: { ...shares.axisLabel, showMinLabel: low - room <= 0, showMaxLabel: false },
    },
    yAxis: {
      type: "value",
      min: -0.7,
      max: drawing.bars.length - 0.3,
      inverse: true,
      show: false,
    },
    series: [rule, bars],
  };
};

export const tornadoHeight = (drawing) => 46 + 62 * drawing.bars.length;
