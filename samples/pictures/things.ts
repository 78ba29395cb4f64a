/** Pictures of things: globe, clock, robot, rocket, and the frames of a bouncing ball. */
import {
  blur,
  canvas,
  circle,
  defs,
  ellipse,
  fade,
  group,
  line,
  linear,
  path,
  radial,
  rect,
  round,
  times,
} from "../drawing.ts";
import type { Drawing } from "../drawing.ts";
import { words } from "../lettering.ts";

export function globe(): Drawing {
  return canvas(
    900,
    900,
    defs(
      radial(
        "room",
        [
          [0, "#f7efdf"],
          [1, "#cdb893"],
        ],
        0.5,
        0.4,
        0.75,
      ),
      radial(
        "ocean",
        [
          [0, "#8fd3f4"],
          [0.6, "#2f86c6"],
          [1, "#12406f"],
        ],
        0.36,
        0.3,
        0.8,
      ),
      radial(
        "shade",
        [
          [0, "#fff", 0.35],
          [0.5, "#fff", 0],
          [1, "#04122b", 0.55],
        ],
        0.36,
        0.3,
        0.8,
      ),
      linear(
        "brass",
        [
          [0, "#f6d98a"],
          [0.5, "#c7973c"],
          [1, "#8a621d"],
        ],
        [0, 0, 1, 0],
      ),
      '<clipPath id="ball"><circle cx="450" cy="390" r="262"/></clipPath>',
    ),
    rect(0, 0, 900, 900, "url(#room)"),
    rect(0, 790, 900, 110, "#8d6239"),
    rect(0, 790, 900, 10, "#a87a4a"),
    ellipse(450, 812, 220, 24, "#4a3018", 'opacity="0.6"'),
    path("M424 690H476L500 780H400Z", "url(#brass)"),
    path("M300 812C310 780 590 780 600 812Z", "url(#brass)"),
    circle(450, 390, 262, "url(#ocean)"),
    group(
      'clip-path="url(#ball)" fill="#6fae54" stroke="#4f8a3d" stroke-width="4" stroke-linejoin="round"',
      `<path d="M262 214C310 170 390 150 420 176C440 196 410 214 396 236C420 250 410 282 382 290C360 300 352 330 330 336C306 330 300 300 276 296C250 282 240 240 262 214Z"/>`,
      `<path d="M344 372C380 356 430 380 446 412C460 446 430 470 418 506C408 544 390 590 368 580C350 560 356 516 340 482C322 448 316 396 344 372Z"/>`,
      `<path d="M500 190C540 166 620 170 660 210C690 240 712 290 690 320C660 336 640 310 616 318C600 344 630 372 616 410C600 452 580 510 552 506C528 490 536 446 516 416C490 396 470 360 486 326C500 300 540 306 544 282C530 262 500 262 490 236C486 214 490 200 500 190Z"/>`,
      `<path d="M636 500C664 486 690 500 686 528C672 552 636 552 626 532C622 518 626 506 636 500Z"/>`,
      `<path d="M330 640C400 620 520 620 580 640V670H330Z" fill="#eef6fb" stroke="none"/>`,
      `<path d="M360 128C410 140 500 140 540 128V110H360Z" fill="#eef6fb" stroke="none"/>`,
    ),
    group(
      'clip-path="url(#ball)" fill="none" stroke="#ffffff" stroke-opacity="0.4" stroke-width="2.5"',
      times(3, (index) => `<ellipse cx="450" cy="390" rx="${80 + index * 80}" ry="262"/>`),
      times(5, (index) => `<path d="M170 ${230 + index * 80}Q450 ${262 + index * 64} 730 ${230 + index * 80}"/>`),
    ),
    circle(450, 390, 262, "url(#shade)"),
    `<path d="M560 84A322 322 0 1 1 330 690" fill="none" stroke="url(#brass)" stroke-width="26" stroke-linecap="round" transform="rotate(-14 450 390)"/>`,
    circle(556, 118, 18, "url(#brass)"),
    circle(346, 662, 18, "url(#brass)"),
  );
}

export function wallClock(): Drawing {
  return canvas(
    800,
    800,
    defs(
      fade("wall", "#7fb5a8", "#5d9488"),
      radial("face", [
        [0, "#ffffff"],
        [1, "#f1ede3"],
      ]),
      fade("rim", "#5a3a24", "#2d1a0e", [0, 0, 1, 1]),
      blur("soft", 14),
    ),
    rect(0, 0, 800, 800, "url(#wall)"),
    circle(416, 424, 316, "#1f3a35", 'opacity="0.5" filter="url(#soft)"'),
    circle(400, 400, 312, "url(#rim)"),
    circle(400, 400, 272, "url(#face)"),
    times(
      60,
      (index) =>
        `<path d="M400 ${index % 5 ? 146 : 142}V${index % 5 ? 156 : 168}" stroke="#2b2622" stroke-width="${index % 5 ? 3 : 8}" stroke-linecap="round" transform="rotate(${index * 6} 400 400)"/>`,
    ),
    times(12, (index) => {
      const angle = ((index + 1) * Math.PI) / 6;
      return words(String(index + 1), round(400 + Math.sin(angle) * 204), round(419 - Math.cos(angle) * 204), {
        size: 54,
        weight: 600,
        fill: "#2b2622",
        anchor: "middle",
      });
    }),
    line("M400 400L291 337", "#2b2622", 20),
    line("M400 400L505 219", "#2b2622", 13),
    line("M400 452L400 196", "#d5392f", 5, 'transform="rotate(205 400 400)"'),
    circle(400, 400, 17, "#2b2622"),
    circle(400, 400, 8, "#d5392f"),
  );
}

export function robot(): Drawing {
  return canvas(
    800,
    900,
    defs(
      fade("back", "#ffe1c7", "#ffb58a"),
      linear(
        "metal",
        [
          [0, "#eef3f8"],
          [0.6, "#bccadb"],
          [1, "#8499b3"],
        ],
        [0, 0, 1, 0],
      ),
      fade("dark", "#2f4260", "#17243b"),
      radial("eye", [
        [0, "#ffffff"],
        [0.35, "#7df3ff"],
        [1, "#12a5cf"],
      ]),
    ),
    rect(0, 0, 800, 900, "url(#back)"),
    circle(400, 420, 330, "#fff1e3", 'opacity="0.8"'),
    ellipse(400, 842, 230, 24, "#b36b43", 'opacity="0.5"'),
    line("M400 150V90", "#6b7f99", 14),
    circle(400, 76, 26, "#ff5d5d"),
    rect(236, 150, 328, 236, "url(#metal)", 'rx="56"'),
    rect(272, 196, 256, 142, "url(#dark)", 'rx="46"'),
    circle(336, 256, 34, "url(#eye)"),
    circle(464, 256, 34, "url(#eye)"),
    line("M356 308Q400 332 444 308", "#7df3ff", 9),
    rect(206, 226, 34, 84, "#6b7f99", 'rx="14"'),
    rect(560, 226, 34, 84, "#6b7f99", 'rx="14"'),
    rect(362, 384, 76, 40, "#6b7f99"),
    rect(222, 418, 356, 268, "url(#metal)", 'rx="52"'),
    rect(290, 474, 220, 120, "url(#dark)", 'rx="20"'),
    line("M312 540H346L362 502L392 576L414 524L428 548H488", "#5df2a0", 8),
    times(3, (index) => circle(346 + index * 54, 640, 17, ["#ff5d5d", "#ffd04a", "#4fd08a"][index] ?? "#fff")),
    line("M226 470C150 480 126 540 130 610", "#8499b3", 46),
    line("M574 470C660 460 690 390 676 320", "#8499b3", 46),
    path("M96 606h70v34a35 35 0 0 1-22 32v-36h-26v36a35 35 0 0 1-22-32Z", "#2f4260"),
    path("M642 326h70v-34a35 35 0 0 0-22-32v36h-26v-36a35 35 0 0 0-22 32Z", "#2f4260"),
    rect(284, 684, 76, 116, "#8499b3", 'rx="16"'),
    rect(440, 684, 76, 116, "#8499b3", 'rx="16"'),
    rect(254, 784, 124, 54, "#2f4260", 'rx="26"'),
    rect(422, 784, 124, 54, "#2f4260", 'rx="26"'),
  );
}

export function rocket(): Drawing {
  return canvas(
    800,
    1000,
    defs(
      radial(
        "space",
        [
          [0, "#3d3b83"],
          [0.6, "#1d1a4d"],
          [1, "#0b0926"],
        ],
        0.6,
        0.35,
        0.9,
      ),
      linear(
        "hull",
        [
          [0, "#ffffff"],
          [0.55, "#e3e8f2"],
          [1, "#9aa8c2"],
        ],
        [0, 0, 1, 0],
      ),
      linear("flame", [
        [0, "#fff7c0"],
        [0.4, "#ffb52e"],
        [1, "#f0431f", 0.1],
      ]),
      radial(
        "planet",
        [
          [0, "#ffc38a"],
          [0.6, "#e07a4a"],
          [1, "#85331f"],
        ],
        0.35,
        0.3,
        0.8,
      ),
    ),
    rect(0, 0, 800, 1000, "url(#space)"),
    times(110, (index) =>
      circle(
        (index * 223) % 800,
        (index * 149) % 1000,
        index % 7 ? 1.5 : 3.2,
        index % 3 ? "#fff" : "#bcd4ff",
        `opacity="${index % 2 ? 0.9 : 0.6}"`,
      ),
    ),
    circle(650, 200, 86, "url(#planet)"),
    `<path d="M536 232C560 268 700 236 764 168" fill="none" stroke="#f4d9b8" stroke-width="13" stroke-linecap="round"/>`,
    circle(110, 780, 46, "#c7ccd9"),
    circle(96, 768, 10, "#a3a9ba"),
    circle(126, 796, 13, "#a3a9ba"),
    group(
      'transform="rotate(24 400 520)"',
      path("M338 720C330 800 366 880 400 970C434 880 470 800 462 720Z", "url(#flame)"),
      path("M364 720C362 770 380 810 400 860C420 810 438 770 436 720Z", "#fff8d6"),
      path("M292 560C230 610 220 690 236 750L316 700Z", "#e23b3b"),
      path("M508 560C570 610 580 690 564 750L484 700Z", "#e23b3b"),
      path("M400 170C500 270 530 420 512 560L490 716H310L288 560C270 420 300 270 400 170Z", "url(#hull)"),
      path("M400 170C446 216 478 272 496 332C440 352 360 352 304 332C322 272 354 216 400 170Z", "#e23b3b"),
      circle(400, 440, 62, "#8fa1c2"),
      circle(400, 440, 46, "#21406e"),
      path("M370 426a34 34 0 0 1 40-22", "none", 'stroke="#a9d6ff" stroke-width="9" stroke-linecap="round"'),
      rect(310, 640, 180, 22, "#e23b3b"),
      rect(330, 704, 140, 28, "#55617d", 'rx="6"'),
    ),
  );
}

/** One frame of a ball that bounces: `phase` runs from 0 to 1 and meets itself. */
export function bouncingBall(phase: number): Drawing {
  const height = 4 * phase * (1 - phase);
  const y = 200 - height * 140;
  const squash = height < 0.12 ? 1 - (0.12 - height) * 0.9 : 1;
  return canvas(
    320,
    240,
    rect(0, 0, 320, 240, "#eaf4ff"),
    rect(0, 206, 320, 34, "#7fb069"),
    ellipse(160, 214, round(34 - height * 14), round(6 - height * 2), "#4f7d40"),
    group(
      `transform="translate(160 ${round(y - 8)}) scale(${round(100 / squash) / 100} ${round(squash * 100) / 100})"`,
      circle(0, 0, 30, "#ff8c2b"),
      line("M-30 0Q0 12 30 0M0-30Q12 0 0 30", "#c95f0c", 3),
    ),
  );
}
