/** Serves the views with their fake host on 127.0.0.1 under the content policy of the host, and drives real Chromium. */
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { text } from "node:stream/consumers";
import { build } from "esbuild";
import type { Browser, Page } from "playwright-core";
import { ensureChromium, launchBrowser } from "../e2e/workbench/chromium.ts";
import { drawPicture } from "./picture.ts";
import type { Scenario, SeenCall } from "./page/scenario.ts";

const root = path.resolve(import.meta.dirname, "../..");

export const themes = ["dark", "light", "high-contrast", "high-contrast-light"] as const;
export type Theme = (typeof themes)[number];
export type ViewKind = "library" | "search";

export interface OpenOptions {
  readonly view?: ViewKind;
  readonly theme?: Theme;
  readonly scenario?: Scenario;
  readonly width?: number;
  readonly height?: number;
  readonly reducedMotion?: boolean;
  readonly forcedColors?: boolean;
  /** A host in a thread of its own with this many images, instead of the one in the page that tests drive. */
  readonly farTotal?: number;
}

/** What a harness serves beside the views. */
export interface HarnessOptions {
  /** The bundles as they are shipped. */
  readonly minify?: boolean;
  /** Pages of one's own, by address. */
  readonly pages?: ReadonlyMap<string, string>;
}

/** For anything that is waited for: a machine that has other work takes its time. */
const waitMs = 30_000;
const reportAddress = "/content-policy-report";

/** A rule that axe found broken, in one line each. */
export type AxeFinding = string;

export class Harness {
  readonly #browser: Browser;
  readonly #server: Server;
  readonly #address: string;
  /** Errors of the page that no test asked for. */
  readonly errors: string[] = [];
  /** What the browser reported of refusals by the content policy, as it reports them to a server. */
  readonly reports: string[];

  private constructor(browser: Browser, server: Server, reports: string[]) {
    this.#browser = browser;
    this.#server = server;
    this.reports = reports;
    this.#address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  static async start({ minify = false, pages = new Map() }: HarnessOptions = {}): Promise<Harness> {
    const files = await bundle(minify);
    const browser = await launchBrowser(await ensureChromium((line) => console.log(line)));
    const reports: string[] = [];
    const server = createServer((request, response) => {
      if (request.url === reportAddress) void takeReport(request, response, reports);
      else void send(files, pages, request.url ?? "/", response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Harness(browser, server, reports);
  }

  /** Where its pages are. */
  get address(): string {
    return this.#address;
  }

  /** Opens a view in a fresh context. */
  async open(options: OpenOptions = {}): Promise<Page> {
    const view = options.view ?? "library";
    const context = await this.#browser.newContext({
      viewport: { width: options.width ?? (view === "library" ? 1280 : 320), height: options.height ?? 800 },
      reducedMotion: options.reducedMotion ? "reduce" : "no-preference",
      forcedColors: options.forcedColors ? "active" : "none",
      locale: "en-GB",
      timezoneId: "UTC",
      // a worker is a thing of the harness, for which the policy of the host leaves no room
      bypassCSP: options.farTotal !== undefined,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(waitMs);
    page.on("pageerror", (error) => this.errors.push(String(error.stack)));
    page.on("console", (message) => {
      if (message.type() === "error") this.errors.push(message.text());
    });
    const query = new URLSearchParams({
      scenario: JSON.stringify(options.scenario ?? {}),
      theme: options.theme ?? "dark",
      ...(options.farTotal !== undefined && { total: String(options.farTotal) }),
    });
    await page.goto(`${this.#address}/${view}.html?${query.toString()}`);
    return page;
  }

  async stop(): Promise<void> {
    await this.#browser.close();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Runs a function in the page with the fake host; it is sent as source, so it may use nothing but its arguments. */
export function fakeOf<T, A = undefined>(
  page: Page,
  run: (fake: FakeControl, argument: A) => T,
  argument?: A,
): Promise<T> {
  return page.evaluate<T>(`(${run.toString()})(globalThis.fake, ${JSON.stringify(argument) ?? "undefined"})`);
}

/** Waits until this expression is true in the page. */
export async function waitUntil(page: Page, expression: string): Promise<void> {
  // asked from outside: the page's content policy allows no eval, which the driver's own waiting needs
  for (const end = Date.now() + waitMs; Date.now() < end;) {
    if (await page.evaluate<unknown>(expression)) return;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error(`This did not become true: ${expression}`);
}

/** Calls of one method as the fake host saw them. */
export function callsOf(page: Page, method: string): Promise<readonly SeenCall[]> {
  return fakeOf(page, (fake, name) => fake.calls(name), method);
}

/** Waits until the host was asked with these values in the request. */
export async function waitForCall(page: Page, method: string, part: object): Promise<void> {
  const wanted = JSON.stringify(JSON.stringify(part).slice(1, -1));
  await waitUntil(
    page,
    `fake.calls(${JSON.stringify(method)}).some(({ request }) => JSON.stringify(request).includes(${wanted}))`,
  );
}

/** DOM nodes of the items of the grid. */
export function itemNodes(page: Page): Promise<number> {
  return page.locator("image-grid [role=listbox]").evaluate((list) => list.querySelectorAll("*").length);
}

/** What tests use of the fake host inside the page. */
export interface FakeControl {
  calls(method: string): SeenCall[];
  change(): void;
  send(event: string, payload: unknown): void;
  answerAsRevision(revision: number | undefined): void;
  state(): unknown;
  readonly violations: string[];
  readonly failing: Record<string, { reason: string; message: string } | undefined>;
  readonly delays: Record<string, number>;
  readonly library: {
    total: number;
    reverse(): void;
    isSilent: boolean;
    image(index: number): { description: string; alt: string; state: string; name: string };
  };
}

/** Changes the theme of a page while it stands, as the editor does. */
export async function changeTheme(page: Page, theme: Theme): Promise<void> {
  await page.evaluate(`new Promise((resolve, reject) => {
    const link = document.querySelector('link[href^="/themes/"]');
    link.onload = () => resolve();
    link.onerror = () => reject(new Error("The theme could not be loaded."));
    link.href = "/themes/${theme}.css";
    document.body.className = "vscode-${theme}";
  })`);
}

/** Runs axe over the whole page, shadow roots included; all of its rules, or these alone. */
export async function axe(page: Page, rules?: readonly string[]): Promise<readonly AxeFinding[]> {
  const source = await readFile(path.join(root, "node_modules/axe-core/axe.min.js"), "utf8");
  // evaluated by the debugger, not by the page: the content policy stays as it is
  await page.evaluate(`globalThis.axe ?? (() => { ${source} })()`);
  const options = { resultTypes: ["violations"], ...(rules && { runOnly: { type: "rule", values: rules } }) };
  return page.evaluate<readonly AxeFinding[]>(`axe.run(document, ${JSON.stringify(options)}).then(({ violations }) =>
    violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => id + ": " + JSON.stringify(target) + " " + failureSummary)))`);
}

async function bundle(minify: boolean): Promise<ReadonlyMap<string, string>> {
  const result = await build({
    absWorkingDir: root,
    entryPoints: {
      library: "src/webview/library.ts",
      search: "src/webview/search.ts",
      fakeHost: "test/webview/page/fake-host.ts",
      "far-host": "test/webview/page/far-host.ts",
      "far-worker": "test/webview/page/far-worker.ts",
    },
    bundle: true,
    minify,
    write: false,
    format: "esm",
    target: "es2022",
    outdir: "out",
    logLevel: "error",
    tsconfig: "src/webview/tsconfig.json",
  });
  return new Map(result.outputFiles.map((file) => [`/${path.basename(file.path)}`, file.text]));
}

async function send(
  files: ReadonlyMap<string, string>,
  pages: ReadonlyMap<string, string>,
  address: string,
  response: ServerResponse,
): Promise<void> {
  const { type, body, policy } = await answer(files, pages, address).catch((error: unknown) => {
    // the page logs the failed request, and the test that opened it fails by that
    console.error(error);
    return nothingThere;
  });
  response.writeHead(body === undefined ? 404 : 200, {
    "content-type": type,
    "cache-control": "no-store",
    ...(policy !== undefined && { "content-security-policy": `${policy}; report-uri ${reportAddress}` }),
  });
  response.end(body);
}

async function takeReport(request: IncomingMessage, response: ServerResponse, reports: string[]): Promise<void> {
  reports.push(await text(request));
  response.writeHead(204).end();
}

interface Answer {
  readonly type: string;
  readonly body: string | Buffer | undefined;
  /** Of a page: a second time beside the one in its own text, which cannot be told where to report to. */
  readonly policy?: string;
}

const nothingThere: Answer = { type: "text/plain", body: undefined };

async function answer(
  files: ReadonlyMap<string, string>,
  pages: ReadonlyMap<string, string>,
  address: string,
): Promise<Answer> {
  const url = new URL(address, "http://127.0.0.1");
  const name = url.pathname;
  if (name === "/library.html" || name === "/search.html") {
    const host = url.searchParams.has("total") ? "far-host" : "fakeHost";
    return {
      type: "text/html",
      ...pageOf(name.slice(1, -5) as ViewKind, url.searchParams.get("theme") ?? "dark", host),
    };
  }
  const page = pages.get(name);
  if (page !== undefined) return { type: "text/html", body: page };
  const script = files.get(name);
  if (script !== undefined) return { type: "text/javascript", body: script };
  if (name.startsWith("/codicon.")) {
    const type = name.endsWith(".css") ? "text/css" : "font/ttf";
    return { type, body: await readFile(path.join(root, "node_modules/@vscode/codicons/dist", path.basename(name))) };
  }
  if (name.endsWith(".css")) {
    const folder = name.startsWith("/themes/") ? "page/themes" : "page";
    return { type: "text/css", body: await readFile(path.join(import.meta.dirname, folder, path.basename(name))) };
  }
  const picture = /^\/(thumbnail|picture)\/(\d+)\.webp$/u.exec(name);
  if (picture) return { type: "image/webp", body: await drawPicture(Number(picture[2]), picture[1] === "picture") };
  // asked for by the browser of itself
  if (name === "/favicon.ico") return { type: "image/x-icon", body: "" };
  return nothingThere;
}

/** The page as the host writes it, plus the theme and the fake host. */
function pageOf(view: ViewKind, theme: string, host: "fakeHost" | "far-host"): Pick<Answer, "body" | "policy"> {
  const nonce = randomBytes(16).toString("base64");
  const source = "'self'";
  const policy = [
    "default-src 'none'",
    `img-src ${source}`,
    `font-src ${source}`,
    `style-src ${source} 'nonce-${nonce}'`,
    `script-src 'nonce-${nonce}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const body = `<!doctype html>
<html lang="en" class="${view === "library" ? "panel" : "side"}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Image Tagger</title>
<link rel="stylesheet" href="/editor-defaults.css">
<link rel="stylesheet" href="/themes/${encodeURIComponent(theme)}.css">
<link rel="stylesheet" href="/codicon.css">
</head>
<body class="vscode-${encodeURIComponent(theme)}">
<${view}-app></${view}-app>
<script type="module" nonce="${nonce}" src="/${host}.js"></script>
<script type="module" nonce="${nonce}" src="/${view}.js"></script>
</body>
</html>`;
  return { body, policy };
}
