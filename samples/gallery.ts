/** What the sample gallery holds: which picture goes where, in which format, with which metadata. */
import type { Drawing } from "./drawing.ts";
import { chessBoard } from "./pictures/chess.ts";
import { coffeeCup, fruitBowl } from "./pictures/food.ts";
import { bouncingBall, globe, robot, rocket, wallClock } from "./pictures/things.ts";
import { barChart, flowDiagram, folderIcon, greenCheckIcon, pieChart, redCloseIcon } from "./pictures/graphics.ts";
import { forestMorning, hotAirBalloon, mountainLake, snowman } from "./pictures/land.ts";
import { butterfly, catSilhouette, sunflower } from "./pictures/living.ts";
import { jazzPoster, settingsDialog, stopSign, terminalError } from "./pictures/screens.ts";
import { beachUmbrella, lighthouse, sailingBoat, sunsetOverSea } from "./pictures/seaside.ts";
import { bicycle, citySkyline, redCarAtNight } from "./pictures/street.ts";

/** Facts that a camera or a photo program would have written into the file. */
export interface Metadata {
  readonly camera?: readonly [make: string, model: string];
  /** As EXIF writes it: 2024:07:14 20:51:03. */
  readonly takenAt?: string;
  /** Decimal degrees. */
  readonly place?: readonly [latitude: number, longitude: number];
  readonly keywords?: readonly string[];
  readonly caption?: string;
}

/** One file of the gallery; several frames make an animation. */
export interface Sample {
  readonly path: string;
  readonly frames: readonly Drawing[];
  /** Fine grain as of a camera; drawings and screens stay clean. */
  readonly grain: boolean;
  readonly metadata?: Metadata;
}

const still = (path: string, drawing: Drawing): Sample => ({ path, frames: [drawing], grain: false });
const photo = (path: string, drawing: Drawing, metadata?: Metadata): Sample => ({
  path,
  frames: [drawing],
  grain: true,
  ...(metadata ? { metadata } : {}),
});

const fuji = ["FUJIFILM", "X-T4"] as const;
const pixel = ["Google", "Pixel 8"] as const;

/** All files of the gallery. The names hold what names hold in real life: spaces, accents, `#`, `%`, camelCase. */
export const gallery: readonly Sample[] = [
  photo("Holidays 2024/sunset over the sea.jpg", sunsetOverSea(), {
    camera: fuji,
    takenAt: "2024:07:14 20:51:03",
    place: [36.7213, -4.4214],
    keywords: ["sunset", "sea", "evening"],
    caption: "The sun goes down over the sea near Málaga.",
  }),
  photo("Holidays 2024/mountain-lake.jpg", mountainLake(), {
    camera: fuji,
    takenAt: "2024:08:02 09:12:44",
    place: [46.4982, 11.3548],
    keywords: ["mountains", "lake"],
  }),
  photo("Holidays 2024/BeachUmbrella.jpeg", beachUmbrella(), { camera: pixel, takenAt: "2024:07:15 13:05:20" }),
  photo("Holidays 2024/sailing boat.webp", sailingBoat(), { keywords: ["boat", "regatta"] }),
  photo("Holidays 2024/Phare d'été à Ouessant.jpg", lighthouse(), {
    camera: pixel,
    takenAt: "2024:08:21 21:40:09",
    place: [48.4577, -5.0963],
    keywords: ["phare", "Bretagne"],
    caption: "Le phare au crépuscule",
  }),
  photo("Holidays 2024/hotAirBalloon.jpg", hotAirBalloon(), { camera: fuji, takenAt: "2024:09:07 07:33:51" }),
  photo("City/red car at night.jpg", redCarAtNight(), { camera: pixel, takenAt: "2023:11:18 22:10:00" }),
  photo("City/city_skyline.jpg", citySkyline(), {
    camera: fuji,
    takenAt: "2023:05:30 11:20:31",
    place: [50.1109, 8.6821],
  }),
  still("City/bicycle #2.png", bicycle()),
  photo("City/Café crème.jpg", coffeeCup(), { keywords: ["coffee", "café"] }),
  photo("City/stopSign.jpg", stopSign()),
  photo("Nature/forest in the morning.jpg", forestMorning(), {
    camera: fuji,
    takenAt: "2024:05:04 06:48:12",
    keywords: ["forest", "mist"],
  }),
  photo("Nature/butterfly.webp", butterfly()),
  photo("Nature/sunflower 100% yellow.webp", sunflower()),
  photo("Nature/snowman.jpg", snowman(), { camera: pixel, takenAt: "2024:01:19 15:02:37" }),
  still("Nature/cat silhouette.png", catSilhouette()),
  photo("Home/fruitBowl.jpg", fruitBowl(), { keywords: ["fruit", "still life"] }),
  still("Home/chess-board.png", chessBoard()),
  photo("Home/globe.jpeg", globe()),
  still("Home/wall clock.webp", wallClock()),
  still("Home/robot toy.png", robot()),
  still("Home/rocketLaunch.png", rocket()),
  still("Project/icons/close-red.png", redCloseIcon()),
  still("Project/icons/check-green.png", greenCheckIcon()),
  still("Project/icons/folder.webp", folderIcon()),
  still("Project/charts/sales bar chart.png", barChart()),
  still("Project/charts/pieChart.png", pieChart()),
  still("Project/charts/order flow.webp", flowDiagram()),
  still("Project/screenshots/settings dialog.png", settingsDialog()),
  still("Project/screenshots/terminal error.png", terminalError()),
  still("Project/Plakat für Jazz.jpg", jazzPoster()),
  {
    path: "Project/bouncing ball.gif",
    frames: Array.from({ length: 12 }, (_, index) => bouncingBall(index / 12)),
    grain: false,
  },
];
