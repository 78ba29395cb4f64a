/** Pictures of living things: cat silhouette, butterfly, sunflower. */
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

export function catSilhouette(): Drawing {
  return canvas(
    900,
    900,
    defs(
      linear("dusk", [
        [0, "#241a4f"],
        [0.6, "#6a3f86"],
        [1, "#e58a6a"],
      ]),
      radial("moon", [
        [0, "#fffbe2"],
        [0.8, "#fdeab0"],
        [1, "#f2d489"],
      ]),
      glow("halo", "#fff0bd", 0.7),
    ),
    rect(0, 0, 900, 900, "url(#dusk)"),
    times(46, (index) =>
      circle((index * 211) % 900, (index * 97) % 430, index % 5 ? 1.6 : 3, "#fff", 'opacity="0.85"'),
    ),
    circle(480, 390, 400, "url(#halo)"),
    circle(480, 390, 250, "url(#moon)"),
    circle(400, 320, 32, "#f0d58f", 'opacity="0.7"'),
    circle(570, 460, 44, "#f0d58f", 'opacity="0.7"'),
    circle(540, 270, 20, "#f0d58f", 'opacity="0.7"'),
    path("M0 760C180 735 330 750 470 742S760 736 900 755V900H0Z", "#120d24"),
    path(
      "M392 748C368 690 372 610 402 556C416 530 414 510 402 488C384 452 386 414 398 384L404 322L452 360C470 354 492 354 510 360L556 322L564 384C576 416 576 452 560 484C550 506 556 524 572 548C610 606 620 690 602 748Z",
      "#120d24",
    ),
    line("M596 730C680 736 740 700 730 640C724 604 690 600 682 628", "#120d24", 30),
    path("M436 414C446 400 462 400 470 416C460 424 446 424 436 414Z", "#f6d743"),
    path("M494 416C502 400 518 400 528 414C518 424 504 424 494 416Z", "#f6d743"),
    ellipse(454, 413, 3.5, 9, "#120d24"),
    ellipse(511, 413, 3.5, 9, "#120d24"),
    line("M424 446L350 436M424 456L352 466M540 446L614 436M540 456L612 466", "#3a2d5c", 3),
    times(
      22,
      (index) =>
        `<path d="M${20 + index * 41} 770q-4-26 ${(index % 3) * 8 - 8}-46" stroke="#120d24" stroke-width="7" fill="none" stroke-linecap="round"/>`,
    ),
  );
}

export function butterfly(): Drawing {
  const wing = [
    path(
      "M450 400C500 210 690 110 800 190C850 250 800 400 640 440C560 456 490 440 450 420Z",
      "url(#upper)",
      'stroke="#1d1420" stroke-width="12" stroke-linejoin="round"',
    ),
    path(
      "M450 430C560 440 700 480 710 590C706 690 590 720 520 640C480 590 456 500 450 450Z",
      "url(#lower)",
      'stroke="#1d1420" stroke-width="12" stroke-linejoin="round"',
    ),
    line(
      "M456 410C560 350 680 270 770 220M458 416C570 390 690 370 780 330M458 420C540 430 610 430 690 410M458 440C540 500 600 560 620 680M460 436C560 480 650 520 700 590",
      "#1d1420",
      6,
    ),
    times(6, (index) =>
      circle([760, 790, 798, 780, 740, 700][index] ?? 0, [196, 226, 268, 320, 372, 404][index] ?? 0, 9, "#fff8e6"),
    ),
    circle(640, 600, 24, "#2f6fb3", 'stroke="#1d1420" stroke-width="7"'),
  ].join("");
  return canvas(
    900,
    820,
    defs(
      linear(
        "upper",
        [
          [0, "#ffb52e"],
          [0.6, "#f07a1c"],
          [1, "#c4480f"],
        ],
        [1, 0, 0, 1],
      ),
      fade("lower", "#f58b24", "#ffd35c"),
      radial(
        "meadow",
        [
          [0, "#eef6cf"],
          [0.6, "#b6d98a"],
          [1, "#5f9a4c"],
        ],
        0.5,
        0.45,
        0.75,
      ),
      blur("far", 20),
    ),
    rect(0, 0, 900, 820, "url(#meadow)"),
    group(
      'filter="url(#far)" opacity="0.85"',
      circle(120, 160, 50, "#f2a6c8"),
      circle(780, 700, 60, "#f7d154"),
      circle(150, 690, 70, "#c79be0"),
      circle(820, 110, 40, "#fff"),
      circle(60, 430, 36, "#f7d154"),
      circle(450, 760, 50, "#f2a6c8"),
    ),
    group(
      'transform="rotate(8 450 430)"',
      wing,
      group('transform="translate(900 0) scale(-1 1)"', wing),
      ellipse(450, 450, 21, 128, "#2a1c22"),
      circle(450, 316, 27, "#2a1c22"),
      line("M444 296C420 240 390 210 360 200M456 296C480 240 510 210 540 200", "#2a1c22", 7),
      circle(358, 199, 9, "#2a1c22"),
      circle(542, 199, 9, "#2a1c22"),
    ),
  );
}

export function sunflower(): Drawing {
  return canvas(
    720,
    900,
    defs(
      fade("sky", "#79c2f0", "#dff2fb"),
      fade("petal", "#ffdf4a", "#f2a11c", [0, 1, 0, 0]),
      radial("heart", [
        [0, "#3a1d0c"],
        [0.6, "#6d3a16"],
        [1, "#8f5520"],
      ]),
      fade("leaf", "#6bb048", "#2f7031"),
      blur("far", 16),
    ),
    rect(0, 0, 720, 900, "url(#sky)"),
    rect(0, 780, 720, 120, "#86b85a"),
    group(
      'filter="url(#far)"',
      ellipse(140, 140, 130, 40, "#fff"),
      ellipse(600, 90, 120, 34, "#fff"),
      rect(-80, 740, 880, 300, "#86b85a"),
      times(9, (index) => circle(40 + index * 82, 740 - (index % 3) * 24, 30, "#f6c63a")),
    ),
    line("M366 420C380 560 340 700 362 900", "#3f8a3a", 26),
    path("M362 700C290 590 150 590 90 640C150 720 270 760 360 730Z", "url(#leaf)"),
    path("M366 620C430 520 570 510 640 550C590 640 470 690 368 650Z", "url(#leaf)"),
    line("M110 642C200 650 290 690 356 722M624 556C530 560 430 610 372 640", "#2a6030", 5),
    group(
      'transform="translate(360 360)"',
      times(20, (index) =>
        path("M0-110C44-170 34-250 0-290C-34-250-44-170 0-110Z", "#e0921a", `transform="rotate(${index * 18 + 9})"`),
      ),
      times(20, (index) =>
        path("M0-104C40-160 30-226 0-262C-30-226-40-160 0-104Z", "url(#petal)", `transform="rotate(${index * 18})"`),
      ),
      circle(0, 0, 128, "url(#heart)"),
      times(140, (index) => {
        const angle = index * 2.399963;
        const reach = Math.sqrt(index) * 10.2;
        return circle(
          Math.round(Math.cos(angle) * reach),
          Math.round(Math.sin(angle) * reach),
          4,
          index < 50 ? "#29130a" : "#c98a35",
          'opacity="0.8"',
        );
      }),
    ),
  );
}
