/** One workbench with the packaged extension installed, a folder open, and everything ended afterwards. */
import type { Page } from "playwright-core";
import { ensureChromium, launchBrowser } from "./chromium.ts";
import { openWorkbench } from "./page.ts";
import { makeProfile, placeLanguage, type Profile } from "./profile.ts";
import { placeExtension } from "./prepared.ts";
import { startServer, type WorkbenchServer } from "./server.ts";
import { ensureWorkbench } from "./setup.ts";

export interface Session {
  readonly page: Page;
  readonly server: WorkbenchServer;
  readonly profile: Profile;
  close(): Promise<void>;
}

export interface SessionOptions {
  readonly vsix: string;
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Restricted Mode and its question. */
  readonly asksForTrust?: boolean;
  /** The language of the browser, such as "de"; English if not said. */
  readonly locale?: string;
  readonly say: (line: string) => void;
}

/** Starts the workbench and opens the folder; `close` ends the browser, the server and the profile. */
export async function openSession(options: SessionOptions): Promise<Session> {
  const workbench = await ensureWorkbench(options.say);
  const program = await ensureChromium(options.say);
  const { settings = {}, asksForTrust = false } = options;
  const profile = makeProfile({ settings, asksForTrust });
  const cleanups: (() => void | Promise<void>)[] = [() => profile.remove()];
  const close = async (): Promise<void> => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  };
  try {
    await placeExtension(workbench, profile, options.vsix);
    if (options.locale !== undefined) placeLanguage(profile, options.locale);
    const server = await startServer(workbench, profile, {
      env: options.env ?? {},
      ...(options.locale !== undefined && { locale: options.locale }),
    });
    cleanups.push(() => server.stop());
    const browser = await launchBrowser(program);
    cleanups.push(() => browser.close());
    const page = await openWorkbench(
      browser,
      server,
      options.folder,
      options.locale === undefined ? {} : { locale: options.locale },
    );
    return { page, server, profile, close };
  } catch (error) {
    await close();
    throw error;
  }
}
