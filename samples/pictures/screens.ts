/** Pictures with words: a settings dialog, a terminal with an error, a concert poster, a street sign. */
import { canvas, circle, defs, ellipse, fade, group, line, linear, path, rect, times } from "../drawing.ts";
import type { Drawing } from "../drawing.ts";
import { words } from "../lettering.ts";

export function settingsDialog(): Drawing {
  const text = (line: string, x: number, y: number, size = 20, fill = "#1f2430", weight: 400 | 600 = 400): string =>
    words(line, x, y, { size, fill, weight });
  const check = (x: number, y: number, on: boolean): string =>
    rect(x, y, 24, 24, on ? "#0a6cd6" : "#ffffff", `rx="4" stroke="${on ? "#0a6cd6" : "#8b94a3"}" stroke-width="2"`) +
    (on ? line(`M${x + 6} ${y + 12}L${x + 11} ${y + 17}L${x + 19} ${y + 7}`, "#ffffff", 3) : "");
  const field = (value: string, y: number): string =>
    rect(520, y, 400, 44, "#ffffff", 'rx="4" stroke="#b8c0cc" stroke-width="2"') + text(value, 536, y + 29);
  const button = (label: string, x: number, main: boolean): string =>
    rect(x, 636, 130, 46, main ? "#0a6cd6" : "#e7eaef", 'rx="6"') +
    words(label, x + 65, 666, { size: 20, weight: 600, fill: main ? "#ffffff" : "#1f2430", anchor: "middle" });
  return canvas(
    1040,
    740,
    rect(0, 0, 1040, 740, "#5f7186"),
    rect(30, 30, 980, 680, "#ffffff", 'rx="10"'),
    path("M40 30H1000Q1010 30 1010 40V84H30V40Q30 30 40 30Z", "#eef1f5"),
    text("Settings", 54, 66, 24, "#1f2430", 600),
    line("M968 48L984 64M984 48L968 64", "#475467", 3),
    rect(30, 84, 230, 626, "#f6f7f9"),
    rect(30, 160, 230, 52, "#dbe8f8"),
    rect(30, 160, 5, 52, "#0a6cd6"),
    ...["General", "Network", "Accounts", "Privacy", "Updates"].map((name, index) =>
      text(name, 64, 141 + index * 52, 21, "#1f2430", index === 1 ? 600 : 400),
    ),
    text("Network", 300, 140, 28, "#1f2430", 600),
    text("Server address", 300, 208),
    field("files.example.com", 180),
    text("Port", 300, 272),
    field("8443", 244),
    text("User name", 300, 336),
    field("maria.lopez", 308),
    check(300, 384, true),
    text("Connect automatically at start", 340, 403),
    check(300, 428, true),
    text("Use a secure connection", 340, 447),
    check(300, 472, false),
    text("Share usage statistics", 340, 491),
    rect(300, 526, 620, 70, "#fff4e5", 'rx="6" stroke="#f0b35c" stroke-width="2"'),
    text("Changes take effect after a restart.", 324, 568, 20, "#7a4a06"),
    button("Cancel", 640, false),
    button("Save", 790, true),
  );
}

export function terminalError(): Drawing {
  const lines: readonly (readonly [string, string])[] = [
    ["$ npm run build", "#e8ecf3"],
    ["> website@2.4.0 build", "#9aa5b8"],
    ["Compiling 128 modules ...", "#9aa5b8"],
    ["ERROR: Cannot find module 'parser'", "#ff7b72"],
    ["  at src/pages/index.js line 14", "#ff9d95"],
    ["WARNING: 3 packages are out of date", "#f2cc60"],
    ["Build failed after 4.2 seconds", "#ff7b72"],
    ["$ _", "#e8ecf3"],
  ];
  return canvas(
    1000,
    560,
    rect(0, 0, 1000, 560, "#161b26"),
    rect(0, 0, 1000, 52, "#262d3d"),
    circle(34, 26, 9, "#ff5f57"),
    circle(64, 26, 9, "#febc2e"),
    circle(94, 26, 9, "#28c840"),
    words("Terminal", 500, 34, { size: 22, fill: "#c6cedd", anchor: "middle" }),
    ...lines.map(([text, fill], index) => words(text, 40, 116 + index * 54, { size: 28, fill })),
  );
}

export function jazzPoster(): Drawing {
  return canvas(
    760,
    1080,
    defs(
      fade("night", "#14213d", "#3a1c4a"),
      linear(
        "brass",
        [
          [0, "#ffe08a"],
          [0.5, "#f2a93b"],
          [1, "#b86a12"],
        ],
        [0, 0, 1, 1],
      ),
    ),
    rect(0, 0, 760, 1080, "url(#night)"),
    times(12, (index) =>
      path(
        "M380 560L1400 300L1400 420Z",
        index % 2 ? "#e85d75" : "#f2a93b",
        `opacity="0.16" transform="rotate(${index * 30} 380 560)"`,
      ),
    ),
    rect(30, 30, 700, 1020, "none", 'stroke="#f2c14e" stroke-width="6"'),
    words("SUMMER", 380, 168, { size: 118, weight: 800, fill: "#fdf3d7", anchor: "middle", spacing: 6 }),
    words("JAZZ FESTIVAL", 380, 252, { size: 76, weight: 800, fill: "#f2c14e", anchor: "middle", spacing: 2 }),
    group(
      'transform="translate(-4 6)"',
      line("M330 372L426 352Q462 346 470 384L512 680", "url(#brass)", 34),
      path(
        "M494 640C520 780 470 840 396 836C320 830 290 760 300 690L196 640C176 630 190 610 210 612L360 640C360 700 372 762 412 760C450 756 452 690 440 640Z",
        "url(#brass)",
      ),
      ellipse(250, 632, 78, 22, "#8a4d0c", 'transform="rotate(14 250 632)"'),
      line("M330 372L296 382", "#14213d", 22),
      times(5, (index) =>
        circle(476 + index * 7, 430 + index * 48, 15, "#fdf3d7", 'stroke="#8a4d0c" stroke-width="4"'),
      ),
    ),
    group(
      'fill="#fdf3d7"',
      ellipse(150, 460, 24, 17, "#fdf3d7"),
      rect(168, 370, 8, 92, "#fdf3d7"),
      path("M168 370q40 14 36 56q-8-24-36-30Z", "#fdf3d7"),
      ellipse(606, 520, 22, 16, "#fdf3d7"),
      ellipse(676, 500, 22, 16, "#fdf3d7"),
      rect(621, 420, 7, 102, "#fdf3d7"),
      rect(691, 400, 7, 102, "#fdf3d7"),
      path("M621 420L698 400V424L621 444Z", "#fdf3d7"),
    ),
    words("12 July 2025", 380, 920, { size: 54, weight: 600, fill: "#fdf3d7", anchor: "middle" }),
    words("City Park, Open Air Stage", 380, 972, { size: 34, fill: "#fdf3d7", anchor: "middle" }),
    words("Free entry from 18:00", 380, 1020, { size: 30, fill: "#f2c14e", anchor: "middle" }),
  );
}

export function stopSign(): Drawing {
  const corner = (reach: number): string =>
    `M${Array.from({ length: 8 }, (_, index) => {
      const angle = ((index + 0.5) * Math.PI) / 4;
      return `${Math.round(400 + Math.cos(angle) * reach)} ${Math.round(330 + Math.sin(angle) * reach)}`;
    }).join("L")}Z`;
  return canvas(
    800,
    900,
    defs(
      fade("sky", "#8cc4ee", "#e6f3fb"),
      linear(
        "pole",
        [
          [0, "#d9dde3"],
          [0.5, "#aab1bc"],
          [1, "#7b8492"],
        ],
        [0, 0, 1, 0],
      ),
    ),
    rect(0, 0, 800, 900, "url(#sky)"),
    times(11, (index) => ellipse(index * 84 - 20, 740 - (index % 3) * 20, 80, 90, index % 2 ? "#6fa35a" : "#82b56a")),
    rect(0, 770, 800, 130, "#777d88"),
    rect(0, 770, 800, 14, "#a4aab4"),
    rect(384, 540, 32, 300, "url(#pole)"),
    path(corner(258), "#ffffff"),
    path(corner(240), "#c4161c"),
    words("STOP", 400, 379, { size: 136, weight: 800, fill: "#ffffff", anchor: "middle", spacing: 4 }),
  );
}
