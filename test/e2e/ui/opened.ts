/** The packaged extension on a copy of the sample gallery, with an engine of the test's choice, for one test file. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, type TestContext } from "node:test";
import { whatIsSeen } from "../workbench/failure.ts";
import { copySamples } from "../workbench/prepared.ts";
import { openSession, type Session } from "../workbench/session.ts";
import { projectFolder } from "../workbench/suiteBundle.ts";

export interface OpenedGallery extends Session {
  readonly folder: string;
  /** What the page asked of other hosts than the workbench. */
  readonly requestsOutside: readonly string[];
}

export interface OpenedOptions {
  /** Where Ollama is said to be; nothing listens at the default. */
  readonly ollamaHost?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly asksForTrust?: boolean;
  /** The language of the browser; English if not said. */
  readonly locale?: string;
  /** The folders of the samples that are needed; all of them if not said. */
  readonly folders?: readonly string[];
  /** Puts other pictures than the samples into the folder. */
  readonly draw?: (folder: string) => Promise<unknown>;
  /** More of the environment in which the workbench runs. */
  readonly env?: Readonly<Record<string, string>>;
}

const standing = new Set<Session>();
let anyPassed = false;

// whoever reads a failure far away sees nothing of the window but this
afterEach(async (context) => {
  // the types do not know yet that it tells how the test ended
  const ended = context as TestContext & { readonly passed: boolean };
  anyPassed ||= ended.passed;
  if (!ended.passed) for (const session of standing) ended.diagnostic(await whatIsSeen(session));
});

/** The package of this platform, as scripts/package.mjs names it; IMAGE_TAGGER_VSIX names another. */
function packagedExtension(): string {
  const name = `image-tagger-${process.platform}-${process.arch}.vsix`;
  const file = process.env["IMAGE_TAGGER_VSIX"] ?? path.join(projectFolder, "out-vsix", name);
  if (!existsSync(file)) throw new Error(`${file} is missing: make it by npm run package.`);
  return file;
}

/** Opens the gallery; `close` ends everything and removes the copy. */
export async function openGallery(options: OpenedOptions = {}): Promise<OpenedGallery> {
  const folder = mkdtempSync(path.join(tmpdir(), "gallery-"));
  const removeFolder = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    await (options.draw ?? ((to) => copySamples(to, options.folders)))(folder);
    writeFileSync(path.join(folder, "notes.md"), "# Notes\n\n");
    const session = await openSession({
      vsix: packagedExtension(),
      folder,
      env: { OLLAMA_HOST: options.ollamaHost ?? "http://127.0.0.1:9", ...options.env },
      settings: options.settings ?? {},
      ...(options.locale !== undefined && { locale: options.locale }),
      asksForTrust: options.asksForTrust ?? false,
      say: (line) => console.log(line),
    });
    standing.add(session);
    const requestsOutside: string[] = [];
    const own = new URL(session.page.url()).origin;
    session.page.on("request", (request) => {
      const url = request.url();
      // addresses of webview resources are answered by the workbench's own service worker
      if (/^(data|blob):/.test(url) || url.startsWith(own) || url.includes(".vscode-resource.vscode-cdn.net/")) return;
      requestsOutside.push(url);
    });
    const close = async (): Promise<void> => {
      // a hook that failed ends its tests before one of them could tell
      if (standing.delete(session) && !anyPassed) console.error(await whatIsSeen(session));
      await session.close();
      removeFolder();
    };
    return { ...session, folder, requestsOutside, close };
  } catch (error) {
    removeFolder();
    throw error;
  }
}
