/** Runs the mocha suite inside the workbench's extension host, as @vscode/test-electron does in the desktop's. */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ensureChromium, launchBrowser } from "./chromium.ts";
import { makeProfile } from "./profile.ts";
import { installExtension, startServer, type WorkbenchServer } from "./server.ts";
import { ensureWorkbench } from "./setup.ts";

/** What the suite wrote when it was through. */
export interface SuiteResult {
  readonly passes: number;
  readonly failures: number;
  readonly pending: number;
  readonly failed: readonly { readonly title: string; readonly error: string }[];
}

/** How a run ended: with a result, or with the reason why there is none. */
export interface HostRun {
  readonly result?: SuiteResult;
  readonly trouble?: string;
  readonly logTail: string;
}

interface HostRunOptions {
  /** Extensions under development; where a VSIX is tested, an empty one that carries the suite. */
  readonly developmentPath: string;
  /** The module that exports `run(): Promise<void>`. */
  readonly testsPath: string;
  readonly folder: string;
  readonly vsix?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly limitMs?: number;
  readonly say: (line: string) => void;
}

const resultVariable = "IMAGE_TAGGER_SUITE_RESULT";

/** Has an extension host ended by a signal? The workbench itself reports such an end as success. */
const hostDeath = (log: string): string | undefined =>
  /Extension Host Process exited with code: (?!0,)\S+, signal: \w+/.exec(log)?.[0];

export async function runSuiteInHost(options: HostRunOptions): Promise<HostRun> {
  const workbench = await ensureWorkbench(options.say);
  const browserProgram = await ensureChromium(options.say);
  const profile = makeProfile();
  const resultFile = path.join(profile.folder, "result.json");
  let server: WorkbenchServer | undefined;
  let trouble: string | undefined;
  try {
    if (options.vsix) await installExtension(workbench, profile, options.vsix);
    server = await startServer(workbench, profile, {
      env: { ...options.env, [resultVariable]: resultFile },
      runsTests: true,
    });
    const browser = await launchBrowser(browserProgram);
    try {
      trouble = await drive(browser, server, options);
    } finally {
      await browser.close();
    }
    trouble ??= hostDeath(server.log());
  } catch (error) {
    trouble = error instanceof Error ? error.message : String(error);
  } finally {
    await server?.stop();
  }
  const logTail = server ? server.log().slice(-3000) : "";
  const result = existsSync(resultFile) ? (JSON.parse(readFileSync(resultFile, "utf8")) as SuiteResult) : undefined;
  if (!result) trouble ??= "The suite wrote no result.";
  profile.remove();
  return { logTail, ...(result ? { result } : {}), ...(trouble ? { trouble } : {}) };
}

/** Opens the workbench on the suite and waits for its end; answers with what went wrong outside the suite. */
async function drive(
  browser: Awaited<ReturnType<typeof launchBrowser>>,
  server: WorkbenchServer,
  options: HostRunOptions,
): Promise<string | undefined> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  const limitMs = options.limitMs ?? 180_000;
  const startedAt = Date.now();
  const { promise: ended, resolve } = Promise.withResolvers<string | undefined>();
  page.on("crash", () => resolve("The workbench's page crashed."));
  // the workbench calls these two when the suite's promise settles, and for each line that it logs
  await page.exposeFunction("codeAutomationExit", () => resolve(undefined));
  await page.exposeFunction("codeAutomationLog", (_level: string, args: readonly unknown[]) => {
    for (const line of args.map(String).join(" ").split("\n")) if (/^\s*(ok|FAIL) /.test(line)) options.say(line);
  });
  const watch = setInterval(() => {
    const death = hostDeath(server.log());
    if (death) resolve(death);
    else if (Date.now() - startedAt > limitMs) resolve(`The suite did not end within ${limitMs / 1000} s.`);
  }, 250);
  try {
    await page.goto(
      server.address(options.folder, [
        ["extensionDevelopmentPath", server.remote(options.developmentPath)],
        ["extensionTestsPath", server.remote(options.testsPath)],
      ]),
    );
    return await ended;
  } finally {
    clearInterval(watch);
  }
}
