/** Pictures of the sea: sunset, beach umbrella, sailing boat, lighthouse. */
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
  radial,
  rect,
  round,
  times,
} from "../drawing.ts";
import type { Drawing } from "../drawing.ts";

const width = 1080;
const height = 720;

/** Short strokes of light on water, denser and shorter towards the horizon. */
function glitter(seed: number, top: number, bottom: number, middle: number, spread: number, color: string): string {
  const next = chance(seed);
  return times(150, () => {
    const depth = next() ** 1.6;
    const y = top + (bottom - top) * depth;
    const reach = spread * (0.25 + depth);
    const x = middle + (next() - 0.5) * reach * 2;
    const length = 8 + depth * 60 * next();
    return `<path d="M${round(x - length)} ${round(y)}h${round(length * 2)}" stroke="${color}" stroke-width="${round(1 + depth * 4)}" stroke-opacity="${round(0.25 + next() * 0.6)}" stroke-linecap="round"/>`;
  });
}

export function sunsetOverSea(): Drawing {
  return canvas(
    width,
    height,
    defs(
      linear("sky", [
        [0, "#2b2058"],
        [0.35, "#8b3a78"],
        [0.7, "#f2704f"],
        [1, "#ffd27a"],
      ]),
      linear("sea", [
        [0, "#e9805a"],
        [0.25, "#8a4070"],
        [1, "#1b1642"],
      ]),
      radial("glow", [
        [0, "#fff2c4"],
        [0.3, "#ffc46b", 0.7],
        [1, "#ff8a4a", 0],
      ]),
      blur("soft", 7),
    ),
    rect(0, 0, width, 430, "url(#sky)"),
    circle(560, 400, 300, "url(#glow)"),
    group(
      'filter="url(#soft)" opacity="0.75"',
      ellipse(240, 190, 240, 16, "#f59a72"),
      ellipse(420, 225, 200, 11, "#ffb98a"),
      ellipse(830, 150, 230, 15, "#b4507f"),
      ellipse(760, 250, 260, 12, "#ffab78"),
      ellipse(130, 300, 190, 10, "#ffc08a"),
    ),
    circle(560, 392, 76, "#fff0b8"),
    rect(0, 430, width, 290, "url(#sea)"),
    glitter(3, 434, 715, 560, 170, "#ffe2a0"),
    glitter(4, 440, 715, 560, 520, "#f08a66"),
    path("M0 430c70-22 150-30 210-12 60-18 110-6 150 12z", "#3a1f52"),
    group(
      'stroke="#24133c" stroke-width="4" fill="none" stroke-linecap="round"',
      line("M770 210q14-16 26 0q14-16 28 0", "#24133c", 4),
      line("M850 250q10-12 20 0q10-12 20 0", "#24133c", 3),
      line("M720 270q8-10 16 0q8-10 16 0", "#24133c", 3),
    ),
  );
}

export function beachUmbrella(): Drawing {
  const stripes = ["#f25a4c", "#fff4e6", "#f25a4c", "#fff4e6", "#f25a4c"];
  const edge = [-230, -140, -48, 48, 140, 230];
  return canvas(
    width,
    height,
    defs(
      fade("sky", "#4db4ec", "#d7f2fb"),
      linear("sea", [
        [0, "#1f8fc4"],
        [0.8, "#57d0cf"],
        [1, "#bff1e4"],
      ]),
      fade("sand", "#f7e2b0", "#e3bf7c"),
      blur("soft", 10),
    ),
    rect(0, 0, width, 300, "url(#sky)"),
    group(
      'fill="#ffffff" opacity="0.9" filter="url(#soft)"',
      ellipse(180, 110, 120, 28, "#fff"),
      ellipse(230, 88, 70, 30, "#fff"),
      ellipse(860, 150, 130, 24, "#fff"),
      ellipse(820, 130, 60, 26, "#fff"),
    ),
    circle(930, 90, 46, "#fff3b0"),
    rect(0, 295, width, 170, "url(#sea)"),
    times(
      9,
      (index) =>
        `<path d="M${80 + index * 115 - (index % 3) * 50} ${325 + (index % 4) * 26}q18-9 36 0t36 0" fill="none" stroke="#e9fbff" stroke-width="4" stroke-opacity="0.7" stroke-linecap="round"/>`,
    ),
    path("M0 450C200 425 330 470 520 450S880 430 1080 455V720H0Z", "#fdfaf0"),
    path("M0 466C200 442 330 486 520 466S880 446 1080 470V720H0Z", "url(#sand)"),
    ellipse(500, 640, 270, 34, "#b98f4f", 'opacity="0.45"'),
    group(
      'transform="rotate(-9 500 380)"',
      line("M500 180V640", "#8a5a32", 13),
      ...stripes.map((fill, index) =>
        path(
          `M500 175Q${500 + (edge[index] ?? 0) * 1.02} 205 ${500 + (edge[index] ?? 0)} 372Q${500 + ((edge[index] ?? 0) + (edge[index + 1] ?? 0)) / 2} 344 ${500 + (edge[index + 1] ?? 0)} 372Q${500 + (edge[index + 1] ?? 0) * 1.02} 205 500 175Z`,
          fill,
        ),
      ),
      circle(500, 172, 11, "#8a5a32"),
    ),
    group(
      'transform="translate(640 575) rotate(-6)"',
      rect(0, 0, 260, 84, "#2f7fc1", 'rx="8"'),
      times(4, (index) => rect(24 + index * 62, 0, 26, 84, "#f6f1e7")),
    ),
    circle(330, 645, 52, "#ffffff"),
    path("M330 593a52 52 0 0 1 45 26L330 645Z", "#f25a4c"),
    path("M375 671a52 52 0 0 1-45 26V645Z", "#3aa0dd"),
    path("M285 671a52 52 0 0 1 0-52L330 645Z", "#ffd04d"),
    group(
      'transform="translate(905 655) rotate(14)"',
      times(5, (index) => `<path d="M0-42L12-12L42 0L12 12Z" fill="#f08a4b" transform="rotate(${index * 72})"/>`),
      circle(0, 0, 17, "#f08a4b"),
    ),
  );
}

export function sailingBoat(): Drawing {
  const next = chance(11);
  return canvas(
    width,
    height,
    defs(
      fade("sky", "#6fb7e8", "#eef8fd"),
      fade("sea", "#3f8fc6", "#0c4577"),
      fade("sail", "#ffffff", "#d6e2ea", [0, 0, 1, 1]),
      blur("soft", 12),
    ),
    rect(0, 0, width, 420, "url(#sky)"),
    group(
      'filter="url(#soft)"',
      ellipse(220, 170, 170, 34, "#fff"),
      ellipse(290, 140, 90, 40, "#fff"),
      ellipse(880, 230, 200, 28, "#fff"),
      ellipse(820, 205, 90, 34, "#fff"),
    ),
    path(hills(5, width, 425, 418, 60, 6), "#8fb2c4"),
    rect(0, 418, width, 302, "url(#sea)"),
    times(60, () => {
      const depth = next();
      const y = 432 + depth * depth * 280;
      return `<path d="M${round(next() * width)} ${round(y)}q${round(10 + depth * 30)}-${round(4 + depth * 9)} ${round(20 + depth * 60)} 0" fill="none" stroke="#bfe3f5" stroke-opacity="0.5" stroke-width="${round(1.5 + depth * 3)}" stroke-linecap="round"/>`;
    }),
    ellipse(545, 600, 240, 22, "#08335c", 'opacity="0.5"'),
    line("M540 120V560", "#6b4427", 10),
    path("M552 130C690 250 745 400 752 520H552Z", "url(#sail)"),
    path("M528 165C450 290 395 410 380 520H528Z", "#e4473a"),
    path("M448 320L528 320V362L424 362Z", "#ffffff", 'opacity="0.85"'),
    path("M540 120L592 138L540 156Z", "#f3b53a"),
    path("M330 552H770C752 606 720 628 676 632H430C384 628 350 606 330 552Z", "#7a3e1d"),
    path("M330 552H770L762 574H340Z", "#f4ead8"),
    times(4, (index) => circle(440 + index * 74, 598, 11, "#f4ead8")),
  );
}

export function lighthouse(): Drawing {
  return canvas(
    720,
    960,
    defs(
      linear("sky", [
        [0, "#1c2f57"],
        [0.6, "#5a6fa5"],
        [1, "#f3b28b"],
      ]),
      fade("sea", "#42608f", "#15274a"),
      beam("beam", "#fff6c8", 0.9, [1, 0, 0, 0]),
      beam("beamRight", "#fff6c8", 0.9, [0, 0, 1, 0]),
      linear(
        "wall",
        [
          [0, "#ffffff"],
          [0.6, "#eceff4"],
          [1, "#b6bfd0"],
        ],
        [0, 0, 1, 0],
      ),
    ),
    rect(0, 0, 720, 660, "url(#sky)"),
    times(40, (index) =>
      circle(
        round((index * 197) % 720),
        round((index * 83) % 300),
        index % 5 === 0 ? 2.4 : 1.3,
        "#fff",
        'opacity="0.8"',
      ),
    ),
    path("M330 232L-40 120V330L330 262Z", "url(#beam)"),
    path("M430 232L760 150V340L430 262Z", "url(#beamRight)"),
    rect(0, 650, 720, 310, "url(#sea)"),
    times(
      14,
      (index) =>
        `<path d="M${(index * 131) % 720} ${680 + ((index * 37) % 250)}q26-12 52 0t52 0" fill="none" stroke="#a9c0e2" stroke-opacity="0.5" stroke-width="4" stroke-linecap="round"/>`,
    ),
    path("M120 960C150 820 230 760 300 742H470C560 770 600 850 640 960Z", "#3b3340"),
    path("M300 742H470C540 764 580 810 606 870C520 800 380 780 250 800C230 810 270 755 300 742Z", "#5b5262"),
    path("M318 300H442L482 748H278Z", "url(#wall)"),
    path("M310 390H450L458 476H302Z", "#d8392f"),
    path("M294 566H466L474 656H286Z", "#d8392f"),
    rect(366, 420, 28, 40, "#2c3550", 'rx="14"'),
    rect(364, 520, 32, 44, "#2c3550", 'rx="14"'),
    path("M358 748V706a22 22 0 0 1 44 0V748Z", "#5a2c22"),
    rect(296, 286, 168, 20, "#2c3550", 'rx="6"'),
    rect(332, 214, 96, 74, "#fff2b0"),
    line("M332 214V286M364 214V286M396 214V286M428 214V286", "#2c3550", 6),
    path("M320 216H440L380 160Z", "#d8392f"),
    circle(380, 154, 10, "#2c3550"),
    circle(380, 250, 20, "#ffffff"),
  );
}
