/** Pictures of the city: red car in a street at night, skyline, bicycle. */
import {
  beam,
  blur,
  canvas,
  chance,
  circle,
  defs,
  ellipse,
  fade,
  glow,
  group,
  line,
  linear,
  path,
  rect,
  round,
  times,
} from "../drawing.ts";
import type { Drawing } from "../drawing.ts";

function facade(x: number, y: number, width: number, bottom: number, wall: string, seed: number, lit: string): string {
  const next = chance(seed);
  const columns = Math.floor((width - 16) / 30);
  const rows = Math.floor((bottom - y - 30) / 40);
  return (
    rect(x, y, width, bottom - y, wall) +
    times(columns * rows, (index) => {
      const on = next() > 0.55;
      const left = x + 14 + (index % columns) * 30;
      const top = y + 20 + Math.floor(index / columns) * 40;
      return rect(left, top, 16, 24, on ? lit : "#0e1526", on ? 'opacity="0.95"' : 'opacity="0.6"');
    })
  );
}

export function redCarAtNight(): Drawing {
  const wheel = (x: number): string =>
    circle(x, 556, 56, "#0b0c10") +
    circle(x, 556, 33, "#8d94a3") +
    times(
      6,
      (index) =>
        `<path d="M${x} 556L${x} 527" stroke="#3c414d" stroke-width="8" transform="rotate(${index * 60} ${x} 556)"/>`,
    ) +
    circle(x, 556, 9, "#3c414d");
  const lamp = (x: number): string =>
    circle(x + 40, 190, 150, "url(#lamplight)") +
    line(`M${x} 480V200Q${x} 180 ${x + 20} 180H${x + 40}`, "#20242e", 9) +
    ellipse(x + 44, 188, 24, 9, "#fff3c9");
  return canvas(
    1080,
    720,
    defs(
      fade("sky", "#070b1e", "#27305c"),
      fade("road", "#262a37", "#0d0f16"),
      linear("paint", [
        [0, "#ff5a4f"],
        [0.5, "#d81f26"],
        [1, "#7d0c14"],
      ]),
      beam("beam", "#fff4bf", 0.85, [0, 0, 1, 0]),
      glow("lamplight", "#ffdf94", 0.75),
      fade("glass", "#5f7fa8", "#16202f"),
      blur("soft", 9),
    ),
    rect(0, 0, 1080, 720, "url(#sky)"),
    times(60, (index) =>
      circle((index * 173) % 1080, (index * 61) % 170, index % 4 ? 1.1 : 2, "#fff", 'opacity="0.8"'),
    ),
    circle(905, 92, 38, "#f4efd4"),
    circle(890, 84, 34, "#0f1530"),
    facade(-10, 190, 170, 480, "#1a213a", 1, "#ffcf6b"),
    facade(150, 110, 150, 480, "#222a48", 2, "#ffdf96"),
    facade(310, 230, 190, 480, "#182038", 3, "#ffc35a"),
    facade(510, 150, 130, 480, "#252d4d", 4, "#bfe3ff"),
    facade(650, 250, 200, 480, "#1b223c", 5, "#ffd77f"),
    facade(860, 170, 230, 480, "#20284a", 6, "#ffcb64"),
    rect(0, 478, 1080, 26, "#3a3f50"),
    rect(0, 504, 1080, 216, "url(#road)"),
    times(7, (index) => rect(20 + index * 165, 652, 96, 11, "#e9e4c9", 'opacity="0.8"')),
    lamp(90),
    lamp(930),
    ellipse(520, 612, 330, 20, "#000", 'opacity="0.6"'),
    group(
      'filter="url(#soft)" opacity="0.55"',
      ellipse(520, 660, 270, 26, "#b3202a"),
      ellipse(850, 640, 130, 18, "#ffe9a6"),
    ),
    path("M800 508L1080 452V640L800 548Z", "url(#beam)"),
    path(
      "M212 548C206 500 224 470 300 456L396 386C424 366 470 360 540 362C610 364 640 378 676 408L722 448C780 456 818 474 826 508L830 548C830 562 822 566 808 566H236C220 566 214 560 212 548Z",
      "url(#paint)",
    ),
    path("M330 452L412 396C432 384 462 380 500 380V452Z", "url(#glass)"),
    path("M516 380C580 380 614 390 644 414L684 450H516Z", "url(#glass)"),
    line("M508 456V556M230 500H814", "#7d0c14", 4),
    line("M540 482H572", "#f7b6ae", 7),
    path("M300 456L396 452", "#fff"),
    line("M318 462H500M520 462H716", "#ff9a90", 4),
    ellipse(806, 506, 20, 15, "#fffbe0"),
    circle(815, 508, 60, "url(#lamplight)"),
    rect(214, 496, 20, 24, "#ff2d2d", 'rx="5"'),
    circle(222, 508, 44, "#ff2d2d", 'opacity="0.35" filter="url(#soft)"'),
    wheel(340),
    wheel(694),
  );
}

export function citySkyline(): Drawing {
  const next = chance(52);
  const row = (count: number, low: number, high: number, fill: string): string =>
    times(count, (index) => {
      const wide = 1080 / count;
      const top = 470 - low - next() * (high - low);
      return rect(round(index * wide), round(top), round(wide * (0.8 + next() * 0.25)), round(480 - top), fill);
    });
  const tower = (x: number, top: number, wide: number, wall: string, glass: string): string =>
    rect(x, top, wide, 480 - top, wall) +
    times(Math.floor((470 - top) / 16), (index) =>
      rect(x + 8, top + 10 + index * 16, wide - 16, 7, glass, 'opacity="0.75"'),
    );
  const city = [
    row(18, 40, 130, "#a9bdd0"),
    row(14, 60, 180, "#7f9ab3"),
    tower(130, 210, 74, "#3f5f80", "#b7d7ee"),
    tower(250, 150, 66, "#345273", "#9cc6e6"),
    path("M472 480V150L508 60L544 150V480Z", "#2b4667"),
    times(20, (index) => rect(480, 164 + index * 16, 56, 6, "#a9d2ef", 'opacity="0.8"')),
    line("M508 60V20", "#2b4667", 5),
    tower(590, 190, 84, "#41617f", "#c6e0f2"),
    tower(720, 240, 70, "#36566f", "#a4cbe4"),
    path("M830 480V210C830 180 880 164 916 176V480Z", "#2f4e6d"),
    times(17, (index) => rect(840, 212 + index * 16, 66, 6, "#b9dcf2", 'opacity="0.75"')),
    rect(0, 470, 1080, 14, "#2c4a45"),
  ].join("");
  return canvas(
    1080,
    720,
    defs(fade("sky", "#4f9fe0", "#f2f8fc"), fade("river", "#86b6d6", "#2b6690"), blur("soft", 10), blur("ripple", 3)),
    rect(0, 0, 1080, 490, "url(#sky)"),
    group(
      'filter="url(#soft)"',
      ellipse(220, 110, 150, 24, "#fff"),
      ellipse(850, 80, 170, 24, "#fff"),
      ellipse(790, 62, 70, 26, "#fff"),
    ),
    city,
    rect(0, 482, 1080, 238, "url(#river)"),
    group('transform="translate(0 966) scale(1 -1)" opacity="0.4" filter="url(#ripple)"', city),
    times(
      40,
      () =>
        `<path d="M${round(next() * 1080)} ${round(500 + next() * 210)}h${round(30 + next() * 120)}" stroke="#fff" stroke-opacity="0.4" stroke-width="3" stroke-linecap="round"/>`,
    ),
    path("M640 640H800L778 668H664Z", "#f7f3ea"),
    rect(680, 616, 80, 26, "#e2574c", 'rx="4"'),
  );
}

export function bicycle(): Drawing {
  const wheel = (x: number): string =>
    circle(x, 500, 132, "none", 'stroke="#23262e" stroke-width="15"') +
    circle(x, 500, 120, "none", 'stroke="#c9ced6" stroke-width="5"') +
    times(
      18,
      (index) =>
        `<path d="M${x} 500V382" stroke="#aab1bd" stroke-width="2" transform="rotate(${index * 20} ${x} 500)"/>`,
    ) +
    circle(x, 500, 12, "#23262e");
  return canvas(
    1080,
    720,
    defs(fade("wall", "#f4c95d", "#eab143")),
    rect(0, 0, 1080, 590, "url(#wall)"),
    times(9, (row) =>
      times(9, (index) =>
        rect(
          index * 132 + (row % 2) * 66 - 66,
          row * 66,
          126,
          60,
          "#fff",
          `opacity="${(row * 7 + index * 5) % 4 === 0 ? 0.13 : 0.05}" rx="3"`,
        ),
      ),
    ),
    rect(0, 590, 1080, 130, "#8b8f98"),
    rect(0, 590, 1080, 16, "#a7abb4"),
    ellipse(540, 636, 380, 16, "#5d616a", 'opacity="0.7"'),
    wheel(330),
    wheel(760),
    line("M330 500L440 330H680L520 500H330M440 330L520 500M424 300L440 330", "#1f8a70", 17),
    line("M760 500L690 320L676 270", "#1f8a70", 17),
    line("M676 270L650 256M676 270C720 250 752 262 748 290", "#23262e", 13),
    path("M376 292C420 276 470 284 486 300C470 314 400 316 376 310Z", "#5b3420"),
    circle(520, 500, 34, "none", 'stroke="#3a3f4a" stroke-width="9"'),
    line("M520 500L560 552M540 556H584", "#3a3f4a", 10),
    line("M330 486L520 468M330 514L520 534", "#565c68", 4),
    path("M684 300L790 296L778 372H702Z", "#b9834a"),
    line("M690 318H786M694 338H783M698 358H780", "#8c5f30", 4),
    times(5, (index) =>
      circle(
        706 + index * 18,
        288 - (index % 2) * 10,
        13,
        ["#e4572e", "#f7f0e3", "#d64570", "#f2b134", "#f7f0e3"][index] ?? "#fff",
      ),
    ),
  );
}
