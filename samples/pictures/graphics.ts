/** Icons with transparency, charts and a flow diagram. */
import { canvas, circle, group, line, path, rect, round, times } from "../drawing.ts";
import type { Drawing } from "../drawing.ts";
import { words } from "../lettering.ts";

/** A white cross on a red disc; transparent around it. */
export function redCloseIcon(): Drawing {
  return canvas(128, 128, circle(64, 64, 58, "#d92d20"), line("M42 42L86 86M86 42L42 86", "#ffffff", 13));
}

/** A white check mark on a green disc; transparent around it. */
export function greenCheckIcon(): Drawing {
  return canvas(128, 128, circle(64, 64, 58, "#12a150"), line("M37 66L56 85L92 45", "#ffffff", 13));
}

/** A yellow folder; transparent around it. */
export function folderIcon(): Drawing {
  return canvas(
    128,
    128,
    path("M10 34q0-10 10-10h26l12 14h50q10 0 10 10v10H10Z", "#e5a21b"),
    path("M10 50q0-8 8-8h92q8 0 8 8v46q0 10-10 10H20q-10 0-10-10Z", "#fbc94a"),
  );
}

export function barChart(): Drawing {
  const bars = [42, 58, 51, 76, 64, 92].map((value, index) => ({
    value,
    month: ["Jan", "Feb", "Mar", "Apr", "May", "Jun"][index] ?? "",
  }));
  const base = 520;
  const top = (value: number): number => base - value * 3.9;
  return canvas(
    960,
    640,
    rect(0, 0, 960, 640, "#ffffff"),
    words("Monthly Sales 2024", 60, 70, { size: 36, weight: 600 }),
    words("in thousand euros", 60, 104, { size: 20, fill: "#667085" }),
    times(
      6,
      (index) =>
        rect(110, base - index * 78, 800, 2, index ? "#e6e8ec" : "#98a2b3") +
        words(String(index * 20), 94, base - index * 78 + 7, { size: 20, fill: "#667085", anchor: "end" }),
    ),
    ...bars.map(({ value, month }, index) => {
      const x = 148 + index * 128;
      return (
        rect(x, top(value), 84, base - top(value), index === 5 ? "#f97316" : "#2e75d4", 'rx="6"') +
        words(String(value), x + 42, top(value) - 12, { size: 22, weight: 600, anchor: "middle" }) +
        words(month, x + 42, base + 36, { size: 22, fill: "#344054", anchor: "middle" })
      );
    }),
    words("Source: annual report", 60, 612, { size: 18, fill: "#98a2b3" }),
  );
}

export function pieChart(): Drawing {
  const shares = [
    { name: "Photos", share: 46, color: "#2e75d4" },
    { name: "Screenshots", share: 27, color: "#f97316" },
    { name: "Diagrams", share: 17, color: "#12a150" },
    { name: "Icons", share: 10, color: "#a855f7" },
  ];
  let from = 0;
  const slices = shares.map(({ share, color }) => {
    const [start, end] = [from, (from += share)].map((percent) => (percent / 50 - 0.5) * Math.PI);
    const at = (angle: number, reach: number): string =>
      `${round(330 + Math.cos(angle) * reach)} ${round(350 + Math.sin(angle) * reach)}`;
    const [first = 0, last = 0] = [start, end];
    const middle = (first + last) / 2;
    return (
      path(
        `M330 350L${at(first, 220)}A220 220 0 ${share > 50 ? 1 : 0} 1 ${at(last, 220)}Z`,
        color,
        'stroke="#ffffff" stroke-width="5"',
      ) +
      words(`${share}%`, round(330 + Math.cos(middle) * 145), round(360 + Math.sin(middle) * 145), {
        size: 30,
        weight: 600,
        fill: "#ffffff",
        anchor: "middle",
      })
    );
  });
  return canvas(
    960,
    640,
    rect(0, 0, 960, 640, "#ffffff"),
    words("Images by Kind", 60, 74, { size: 38, weight: 600 }),
    ...slices,
    ...shares.map(
      ({ name, color }, index) =>
        rect(630, 252 + index * 62, 32, 32, color, 'rx="6"') +
        words(name, 682, 278 + index * 62, { size: 28, fill: "#344054" }),
    ),
  );
}

export function flowDiagram(): Drawing {
  const label = (text: string, x: number, y: number, fill = "#1f2430"): string =>
    words(text, x, y + 9, { size: 26, weight: 600, fill, anchor: "middle" });
  const box = (text: string, x: number, y: number, fill: string, stroke: string): string =>
    rect(x - 130, y - 42, 260, 84, fill, `rx="14" stroke="${stroke}" stroke-width="4"`) + label(text, x, y);
  const arrow = (d: string, x: number, y: number, turn: number): string =>
    line(d, "#475467", 4) + path("M0 0L-18-9L-18 9Z", "#475467", `transform="translate(${x} ${y}) rotate(${turn})"`);
  return canvas(
    1100,
    640,
    rect(0, 0, 1100, 640, "#fbfcfe"),
    words("Order Process", 60, 76, { size: 36, weight: 600 }),
    box("Receive Order", 200, 200, "#dbeafe", "#2e75d4"),
    arrow("M332 200H408", 420, 200, 0),
    path("M550 110L680 200L550 290L420 200Z", "#fef3c7", 'stroke="#d97706" stroke-width="4" stroke-linejoin="round"'),
    label("In Stock?", 550, 200),
    arrow("M682 200H748", 760, 200, 0),
    words("yes", 716, 188, { size: 22, fill: "#12813f", anchor: "middle" }),
    box("Pack Items", 892, 200, "#dcfce7", "#12a150"),
    arrow("M892 244V388", 892, 400, 90),
    box("Ship Parcel", 892, 444, "#dcfce7", "#12a150"),
    arrow("M550 292V388", 550, 400, 90),
    words("no", 578, 340, { size: 22, fill: "#b42318", anchor: "middle" }),
    box("Buy Supplies", 550, 444, "#fee2e2", "#d92d20"),
    arrow("M418 444H200V256", 200, 244, -90),
    group("", circle(892, 566, 38, "#1f2430")),
    label("End", 892, 566, "#ffffff"),
    arrow("M892 488V516", 892, 528, 90),
  );
}
