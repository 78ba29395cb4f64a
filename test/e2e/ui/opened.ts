/** The packaged extension on a copy of the sample gallery, with an engine of the test's choice, for one test file. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { drawSamples } from "../../../samples/drawSamples.ts";
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
  /** Puts other pictures than the sample gallery's into the folder. */
  readonly draw?: (folder: string) => Promise<unknown>;
  /** More of the environment in which the workbench runs. */
  readonly env?: Readonly<Record<string, string>>;
}

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
    await (options.draw ?? drawSamples)(folder);
    writeFileSync(path.join(folder, "notes.md"), "# Notes\n\n");
    const session = await openSession({
      vsix: packagedExtension(),
      folder,
      env: { OLLAMA_HOST: options.ollamaHost ?? "http://127.0.0.1:9", ...options.env },
      settings: options.settings ?? {},
      asksForTrust: options.asksForTrust ?? false,
      say: (line) => console.log(line),
    });
    const requestsOutside: string[] = [];
    const own = new URL(session.page.url()).origin;
    session.page.on("request", (request) => {
      const url = request.url();
      // addresses of webview resources are answered by the workbench's own service worker
      if (/^(data|blob):/.test(url) || url.startsWith(own) || url.includes(".vscode-resource.vscode-cdn.net/")) return;
      requestsOutside.push(url);
    });
    const close = async (): Promise<void> => {
      await session.close();
      removeFolder();
    };
    return { ...session, folder, requestsOutside, close };
  } catch (error) {
    removeFolder();
    throw error;
  }
}
