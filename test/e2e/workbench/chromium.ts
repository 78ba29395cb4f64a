/** Finds the browser that drives the workbench, installs it on a Debian machine where that is allowed, and starts it. */
import { existsSync } from "node:fs";
import path from "node:path";
import { chromium, type Browser } from "playwright-core";
import { installOnDebian } from "./debian.ts";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  path.join(process.env["PROGRAMFILES"] ?? "C:\\Program Files", "Google\\Chrome\\Application\\chrome.exe"),
];

/** The installed Chromium or Chrome; IMAGE_TAGGER_CHROMIUM names another. */
export function findChromium(): string | undefined {
  return [process.env["IMAGE_TAGGER_CHROMIUM"] ?? "", ...places].find((file) => file !== "" && existsSync(file));
}

/** The browser's program; installed by apt as root on Debian, else an error that says what to install. */
export async function ensureChromium(say: (line: string) => void): Promise<string> {
  const found = findChromium();
  if (found) return found;
  await installOnDebian(["chromium"], say);
  const installed = findChromium();
  if (installed) return installed;
  throw new Error(
    "No Chromium or Chrome was found. Install one (Debian: sudo apt-get install chromium), or name its program in IMAGE_TAGGER_CHROMIUM.",
  );
}

/** A headless browser that talks to nothing but the pages it is given. */
export async function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--disable-dev-shm-usage",
    ],
  });
}
