/** Pictures of the land: mountain lake, morning forest, hot-air balloon, snowman. */
import {
  beam,
  blur,
  canvas,
  chance,
  circle,
  defs,
  ellipse,
  fade,
  group,
  hills,
  line,
  linear,
  path,
  peaks,
  radial,
  rect,
  round,
  times,
} from "../drawing.ts";
import type { Drawing } from "../drawing.ts";

/** A fir tree of three tiers, standing on (x, y). */
function fir(x: number, y: number, size: number, fill: string): string {
  const tier = (top: number, wide: number, bottom: number): string =>
    `M${round(x)} ${round(y - size * top)}L${round(x + size * wide)} ${round(y - size * bottom)}H${round(x - size * wide)}Z`;
  return `<path d="${tier(1, 0.2, 0.62)}${tier(0.78, 0.28, 0.36)}${tier(0.52, 0.36, 0.08)}M${round(x - size * 0.04)} ${round(y - size * 0.1)}h${round(size * 0.08)}V${y}h${round(-size * 0.08)}Z" fill="${fill}"/>`;
}

export function mountainLake(): Drawing {
  const next = chance(21);
  const range = (): string =>
    [
      path("M0 400L150 250L250 330L400 120L520 270L610 190L760 350L880 230L1080 400Z", "#7d93b8"),
      path("M400 120L330 218L372 206L398 240L428 200L470 216L450 180Z", "#f7fbff"),
      path("M610 190L566 244L600 236L622 262L650 232L664 247Z", "#f7fbff"),
      path("M150 250L112 290L146 282L166 300L184 278Z", "#f7fbff"),
      path("M880 230L826 284L862 274L888 298L918 272L944 283Z", "#f7fbff"),
      path("M0 400L120 320L260 390L430 300L560 380L720 310L860 390L980 330L1080 390V410H0Z", "#4f6d7c"),
    ].join("");
  const shore = times(46, (index) =>
    fir(index * 24 + next() * 14 - 7, 412, 46 + next() * 46, index % 3 ? "#1f4a3d" : "#2a5c48"),
  );
  return canvas(
    1080,
    720,
    defs(
      fade("sky", "#5aa4de", "#e8f4fb"),
      linear("lake", [
        [0, "#9cc6dc"],
        [0.5, "#3d86a9"],
        [1, "#155170"],
      ]),
      blur("soft", 9),
      blur("ripple", 2.2),
    ),
    rect(0, 0, 1080, 410, "url(#sky)"),
    group(
      'filter="url(#soft)"',
      ellipse(250, 110, 150, 24, "#fff"),
      ellipse(310, 92, 80, 30, "#fff"),
      ellipse(800, 90, 170, 22, "#fff"),
      ellipse(860, 74, 70, 26, "#fff"),
    ),
    range(),
    shore,
    rect(0, 408, 1080, 312, "url(#lake)"),
    group('transform="translate(0 818) scale(1 -1)" opacity="0.42" filter="url(#ripple)"', range(), shore),
    times(26, () => {
      const y = 430 + next() * 260;
      return `<path d="M${round(next() * 1080)} ${round(y)}h${round(40 + next() * 160)}" stroke="#e4f5ff" stroke-opacity="0.35" stroke-width="${round(1 + (y - 420) / 90)}" stroke-linecap="round"/>`;
    }),
    path("M0 720V640C120 616 250 660 360 690C420 706 440 712 450 720Z", "#3b5a34"),
    times(
      30,
      () =>
        `<path d="M${round(next() * 330)} ${round(668 + next() * 50)}q-3-22 ${round(4 - next() * 12)}-40" stroke="#6f8f45" stroke-width="4" fill="none" stroke-linecap="round"/>`,
    ),
    ellipse(560, 690, 44, 16, "#8a8f98"),
    ellipse(640, 704, 60, 18, "#747a84"),
    ellipse(500, 708, 36, 12, "#9aa0aa"),
  );
}

export function forestMorning(): Drawing {
  const next = chance(33);
  const layer = (count: number, base: number, size: number, fill: string): string =>
    times(count, (index) =>
      fir((index * 1080) / (count - 1) + (next() - 0.5) * 60, base + next() * 16, size * (0.75 + next() * 0.5), fill),
    );
  return canvas(
    1080,
    720,
    defs(
      linear("sky", [
        [0, "#f9e7b3"],
        [0.5, "#dcebc0"],
        [1, "#a9cba0"],
      ]),
      radial("sun", [
        [0, "#fffdf0"],
        [0.3, "#fff1b8", 0.8],
        [1, "#fff1b8", 0],
      ]),
      beam("ray", "#fff9d8", 0.4),
      fade("ground", "#5f8d44", "#284d24"),
      blur("mist", 16),
    ),
    rect(0, 0, 1080, 720, "url(#sky)"),
    circle(700, 150, 330, "url(#sun)"),
    layer(22, 430, 230, "#a4c79a"),
    group('filter="url(#mist)"', ellipse(300, 420, 420, 36, "#f6f7dc"), ellipse(840, 430, 360, 30, "#f6f7dc")),
    layer(15, 500, 330, "#6c9e69"),
    group('filter="url(#mist)" opacity="0.8"', ellipse(700, 500, 460, 30, "#eaf2cf")),
    layer(10, 580, 440, "#3d7447"),
    times(
      6,
      (index) => `<path d="M${690 + index * 12} 130L${150 + index * 190} 720H${230 + index * 200}Z" fill="url(#ray)"/>`,
    ),
    path("M0 570C200 540 380 580 560 560S900 540 1080 575V720H0Z", "url(#ground)"),
    path(
      "M500 720C520 660 590 640 566 600C556 582 540 574 530 562H590C620 586 660 610 640 660C634 690 660 700 680 720Z",
      "#c9b27a",
    ),
    fir(70, 700, 560, "#1e4a33"),
    fir(1010, 710, 600, "#1e4a33"),
    fir(220, 715, 330, "#275a3b"),
    fir(880, 716, 300, "#275a3b"),
    times(
      70,
      () =>
        `<path d="M${round(next() * 1080)} ${round(640 + next() * 80)}q-2-14 ${round(3 - next() * 8)}-26" stroke="#8fbf57" stroke-width="3" fill="none" stroke-linecap="round" opacity="0.8"/>`,
    ),
    times(9, (index) =>
      group(
        `transform="translate(${round(280 + index * 64 + next() * 30)} ${round(664 + next() * 40)})"`,
        rect(-4, 0, 8, 18, "#f2e6cf", 'rx="3"'),
        path("M-16 2a16 14 0 0 1 32 0Z", "#c8392b"),
        circle(-6, -4, 2.6, "#fff"),
        circle(5, -6, 2.6, "#fff"),
      ),
    ),
  );
}

export function hotAirBalloon(): Drawing {
  const balloon = (x: number, y: number, size: number, colors: readonly string[]): string => {
    const gore = (from: number, to: number, fill: string): string =>
      path(
        `M0-100C${from * 1.32}-100 ${from * 1.32} 20 ${from * 0.28} 96H${to * 0.28}C${to * 1.32} 20 ${to * 1.32}-100 0-100Z`,
        fill,
      );
    const edges = [-100, -62, -22, 22, 62, 100];
    return group(
      `transform="translate(${x} ${y}) scale(${size})"`,
      ...colors.map((fill, index) => gore(edges[index] ?? 0, edges[index + 1] ?? 0, fill)),
      path("M-28 96H28L24 106H-24Z", "#4a3322"),
      line("M-22 106L-15 138M22 106L15 138", "#4a3322", 2),
      rect(-18, 136, 36, 26, "#8a5a32", 'rx="5"'),
      rect(-18, 136, 36, 6, "#b98552", 'rx="3"'),
    );
  };
  return canvas(
    1080,
    720,
    defs(
      linear("sky", [
        [0, "#3f8ede"],
        [0.6, "#9fd0f3"],
        [1, "#fdeecb"],
      ]),
      fade("field", "#b9cf6a", "#7ea43f"),
      blur("soft", 11),
    ),
    rect(0, 0, 1080, 560, "url(#sky)"),
    group(
      'filter="url(#soft)"',
      ellipse(160, 180, 150, 30, "#fff"),
      ellipse(220, 156, 80, 36, "#fff"),
      ellipse(880, 340, 170, 26, "#fff"),
      ellipse(940, 318, 80, 30, "#fff"),
      ellipse(560, 90, 110, 18, "#fff"),
    ),
    path(peaks(8, 1080, 600, 520, 130, 8), "#8fa9c4"),
    path(hills(9, 1080, 720, 560, 90, 6), "#6f9a58"),
    path(hills(10, 1080, 720, 620, 80, 5), "url(#field)"),
    times(
      8,
      (index) =>
        `<path d="M${-60 + index * 170} 720C${40 + index * 150} 670 ${180 + index * 120} 640 ${330 + index * 96} 622" fill="none" stroke="#6a8f33" stroke-width="5" opacity="0.6"/>`,
    ),
    balloon(800, 190, 0.62, ["#2d6bb5", "#ffd34d", "#2d6bb5", "#ffd34d", "#2d6bb5"]),
    balloon(180, 360, 0.4, ["#8a4fb0", "#e08bd0", "#8a4fb0", "#e08bd0", "#8a4fb0"]),
    balloon(470, 280, 1.75, ["#d9372c", "#f58a2b", "#ffd04a", "#f58a2b", "#d9372c"]),
  );
}

export function snowman(): Drawing {
  const next = chance(44);
  return canvas(
    1080,
    720,
    defs(
      fade("sky", "#7fa6d6", "#e3eef8"),
      radial(
        "ball",
        [
          [0, "#ffffff"],
          [0.65, "#f0f5fb"],
          [1, "#b9cce2"],
        ],
        0.38,
        0.32,
        0.75,
      ),
      fade("snow", "#ffffff", "#d3e2f2"),
    ),
    rect(0, 0, 1080, 720, "url(#sky)"),
    times(13, (index) =>
      fir(index * 92 - 10 + next() * 30, 520 + next() * 20, 170 + next() * 120, index % 2 ? "#7f9fb2" : "#93b1c1"),
    ),
    path("M0 520C220 480 420 540 640 505S960 500 1080 525V720H0Z", "url(#snow)"),
    ellipse(560, 660, 240, 26, "#a9c0da", 'opacity="0.8"'),
    line("M440 430L300 350M350 380L330 330M330 366L292 376", "#6a4526", 12),
    line("M640 430L790 340M740 370L756 318M762 356L806 366", "#6a4526", 12),
    circle(540, 550, 142, "url(#ball)"),
    circle(540, 392, 104, "url(#ball)"),
    circle(540, 258, 78, "url(#ball)"),
    path("M462 296C500 336 580 336 618 296L622 328C580 362 500 362 458 328Z", "#cf3033"),
    path("M590 330L640 344L632 448L594 440Z", "#cf3033"),
    line("M598 432L594 460M612 436L610 464M624 438L624 466", "#cf3033", 5),
    rect(470, 178, 140, 18, "#22262e", 'rx="8"'),
    path("M490 180L498 84H582L590 180Z", "#22262e"),
    path("M492 156H588L590 178H490Z", "#cf3033"),
    circle(512, 244, 9, "#1a1d24"),
    circle(568, 244, 9, "#1a1d24"),
    path("M538 262L628 282L540 286Z", "#ee7d24"),
    times(5, (index) => circle(506 + index * 17, round(298 + [0, 7, 10, 7, 0][index]!), 4.5, "#1a1d24")),
    times(3, (index) => circle(540, 376 + index * 44, 9, "#1a1d24")),
    times(150, () =>
      circle(round(next() * 1080), round(next() * 720), round(1.5 + next() * 4), "#fff", 'opacity="0.9"'),
    ),
  );
}
