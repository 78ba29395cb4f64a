/** Pictures of what one eats and drinks: a fruit bowl, a cup of coffee in a café. */
import {
  blur,
  canvas,
  circle,
  defs,
  ellipse,
  fade,
  glow,
  group,
  line,
  linear,
  path,
  radial,
  rect,
  times,
} from "../drawing.ts";
import type { Drawing } from "../drawing.ts";

export function fruitBowl(): Drawing {
  const grape = (x: number, y: number): string => circle(x, y, 27, "url(#grape)");
  return canvas(
    1080,
    720,
    defs(
      fade("wall", "#f6efe2", "#e6d8c0"),
      fade("cloth", "#6f8fa8", "#43617a"),
      radial(
        "apple",
        [
          [0, "#ff8d7a"],
          [0.5, "#dd2a2a"],
          [1, "#8e1017"],
        ],
        0.35,
        0.3,
        0.8,
      ),
      radial(
        "orange",
        [
          [0, "#ffd08a"],
          [0.5, "#f9932a"],
          [1, "#cf6410"],
        ],
        0.35,
        0.3,
        0.8,
      ),
      radial(
        "pear",
        [
          [0, "#eef5a3"],
          [0.6, "#b9cf4a"],
          [1, "#7b9a2c"],
        ],
        0.35,
        0.4,
        0.8,
      ),
      radial(
        "grape",
        [
          [0, "#b78ad8"],
          [0.6, "#6b3a94"],
          [1, "#3e1d5e"],
        ],
        0.35,
        0.3,
        0.8,
      ),
      fade("banana", "#ffe680", "#e8b51f"),
      linear(
        "bowl",
        [
          [0, "#ffffff"],
          [0.5, "#e8eef4"],
          [1, "#a9b8c8"],
        ],
        [0, 0, 1, 0],
      ),
    ),
    rect(0, 0, 1080, 480, "url(#wall)"),
    rect(0, 470, 1080, 250, "url(#cloth)"),
    times(12, (index) => rect(index * 96, 470, 40, 250, "#ffffff", 'opacity="0.09"')),
    ellipse(540, 640, 330, 40, "#22394c", 'opacity="0.5"'),
    path(
      "M470 300C560 150 760 130 860 230C872 250 860 262 846 254C770 210 660 240 600 370Z",
      "url(#banana)",
      'stroke="#c8941a" stroke-width="4"',
    ),
    path(
      "M520 330C640 200 800 210 880 300C888 318 874 330 860 320C790 270 690 290 640 390Z",
      "url(#banana)",
      'stroke="#c8941a" stroke-width="4"',
    ),
    path("M300 400C262 320 318 272 330 220C338 176 396 176 404 220C416 272 470 320 436 400Z", "url(#pear)"),
    line("M367 190C366 170 374 156 386 146", "#5a3d1c", 8),
    circle(500, 330, 104, "url(#apple)"),
    line("M500 238C500 214 510 198 524 188", "#4a2f16", 9),
    path("M508 218C540 184 586 190 600 206C574 232 536 236 508 218Z", "#5fa03c"),
    circle(690, 376, 92, "url(#orange)"),
    circle(664, 340, 3, "#cf6410"),
    [
      [800, 372],
      [846, 380],
      [776, 412],
      [822, 418],
      [862, 424],
      [800, 454],
      [842, 460],
    ]
      .map(([x, y]) => grape(x ?? 0, y ?? 0))
      .join(""),
    path("M232 412H880C870 540 780 632 640 636H470C330 632 244 540 232 412Z", "url(#bowl)"),
    ellipse(556, 414, 326, 22, "#cfd9e3"),
    path("M230 412a326 26 0 0 0 652 0L878 440a326 30 0 0 1-644 0Z", "#ffffff"),
    times(11, (index) =>
      path(
        "M0-16L14 0L0 16L-14 0Z",
        "#3c6fa8",
        `transform="translate(${300 + index * 51} ${494 + Math.abs(index - 5) * -2.4 + 10})"`,
      ),
    ),
    group('transform="translate(170 604)"', circle(0, 0, 62, "url(#orange)"), circle(-6, -48, 5, "#7b4a10")),
  );
}

export function coffeeCup(): Drawing {
  return canvas(
    1080,
    720,
    defs(
      fade("wood", "#b57e4d", "#7c4f2a"),
      fade("wall", "#39463f", "#55665b"),
      linear(
        "cup",
        [
          [0, "#ffffff"],
          [0.6, "#f0ece6"],
          [1, "#c9c1b6"],
        ],
        [0, 0, 1, 0],
      ),
      radial("coffee", [
        [0, "#8a5429"],
        [0.75, "#5d3416"],
        [1, "#3a1e0b"],
      ]),
      glow("light", "#ffe3a8", 0.8),
      blur("steam", 9),
      blur("far", 14),
    ),
    rect(0, 0, 1080, 450, "url(#wall)"),
    group(
      'filter="url(#far)"',
      circle(160, 120, 54, "#ffcf7d"),
      circle(330, 70, 40, "#ffdf9f"),
      circle(850, 110, 60, "#ffc874"),
      circle(980, 210, 36, "#ffe2ac"),
      circle(690, 60, 30, "#ffd690"),
      rect(80, 230, 150, 220, "#2a3530"),
      rect(840, 260, 130, 190, "#2a3530"),
    ),
    circle(540, 260, 380, "url(#light)"),
    rect(0, 440, 1080, 280, "url(#wood)"),
    times(
      7,
      (index) =>
        `<path d="M0 ${466 + index * 38}C260 ${456 + index * 40} 640 ${478 + index * 36} 1080 ${462 + index * 38}" fill="none" stroke="#5f3a1c" stroke-opacity="0.45" stroke-width="3"/>`,
    ),
    ellipse(520, 604, 330, 56, "#3c2411", 'opacity="0.55"'),
    ellipse(510, 584, 310, 58, "#e9e3da"),
    ellipse(510, 576, 300, 52, "#fbf9f5"),
    ellipse(510, 576, 170, 28, "#d8d0c5"),
    path("M690 372C800 352 826 486 676 506L672 474C760 462 756 396 690 408Z", "url(#cup)"),
    path("M316 332C320 470 372 566 430 580H590C650 566 702 470 706 332Z", "url(#cup)"),
    ellipse(511, 332, 195, 46, "#f5f1ea"),
    ellipse(511, 336, 176, 37, "url(#coffee)"),
    path(
      "M511 366C452 352 424 330 452 318C476 308 502 320 511 332C520 320 546 308 570 318C598 330 570 352 511 366Z",
      "#f3dfc0",
    ),
    group(
      'fill="none" stroke="#fff" stroke-width="16" stroke-linecap="round" opacity="0.55" filter="url(#steam)"',
      `<path d="M440 280C410 230 470 200 440 140"/><path d="M516 270C486 210 546 180 516 110"/><path d="M592 280C562 230 622 200 592 140"/>`,
    ),
    group(
      'transform="translate(836 596) rotate(-14)"',
      ellipse(0, 0, 40, 25, "#6b3f1d"),
      line("M-34 4C-12-14 12 14 34-4", "#3d210c", 6),
    ),
    group(
      'transform="translate(926 640) rotate(24)"',
      ellipse(0, 0, 38, 24, "#5b3418"),
      line("M-32 4C-12-14 12 14 32-4", "#35190a", 6),
    ),
    group(
      'transform="translate(140 622) rotate(8)"',
      rect(-70, -16, 150, 20, "#c9ccd2", 'rx="10"'),
      ellipse(96, -6, 44, 25, "#d9dce1"),
    ),
  );
}
