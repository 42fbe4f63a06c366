import { FONT, INK, MUTED, NARROW, PAPER, base, tooltip } from "./theme.js";

const axis = (names, title, narrow) => ({
  type: "category",
  data: names,
  name: title,
  nameLocation: "middle",
  nameTextStyle: { color: MUTED, fontFamily: FONT, fontSize: 12 },
  axisLine: { show: false },
  axisTick: { show: false },
  splitLine: { show: false },
  axisPointer: { show: false },
  axisLabel: { color: INK, fontFamily: FONT, fontSize: narrow ? 11 : 12.5, interval: 0 },
});

// Probability of a call by price move and call LTV; each cell says its figure.
export const heat = (drawing, width) => {
  const narrow = width < NARROW;
  const cells = {
    type: "custom",
    data: drawing.cells.map((cell) => [cell.column, cell.row]),
    encode: { x: 0, y: 1 },
    renderItem: (params, api) => {
      const cell = drawing.cells[params.dataIndex];
      const [x, y] = api.coord([cell.column, cell.row]);
      const [w, h] = api.size([1, 1]);
      return {
        type: "rect",
        shape: { x: x - w / 2 + 1, y: y - h / 2 + 1, width: w - 2, height: h - 2, r: 2 },
        style: { fill: `var(--heat-${cell.step})`, stroke: PAPER, lineWidth: 1 },
        textContent: {
          type: "text",
          style: {
            text: cell.text,
            fill: `var(--heat-ink-${cell.step})`,
            font: `${narrow ? 10 : 13}px ${FONT}`,
          },
        },
        textConfig: { position: "inside" },
      };
    },
  };
  return {
    ...base,
    grid: { left: 22, right: 2, top: 46, bottom: 4, containLabel: true },
    tooltip: { ...tooltip, trigger: "item", formatter: (point) => drawing.cells[point.dataIndex].tip },
    xAxis: { ...axis(drawing.columns, drawing.column_title, narrow), position: "top", nameGap: 28 },
    yAxis: { ...axis(drawing.rows, drawing.row_title, narrow), inverse: true, nameGap: narrow ? 44 : 50 },
    series: [cells],
  };
};

export const heatHeight = (drawing) => 54 + 34 * drawing.rows.length;
