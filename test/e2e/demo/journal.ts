/** Keeps what the demo did: a step at a time, with its time, what was found, and a numbered screenshot. */
import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import type { Page } from "playwright-core";
import { closeMessages, restMouse } from "../workbench/tagger.ts";

interface Row {
  readonly step: string;
  readonly found: string;
  readonly ms: number;
  readonly isGood: boolean;
}

export class DemoJournal {
  readonly #folder: string;
  readonly #rows: Row[] = [];
  #shots = 0;
  /** The page to take pictures of; absent until the workbench stands. */
  page: Page | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
  }

  get hasFailed(): boolean {
    return this.#rows.some(({ isGood }) => !isGood);
  }

  /** Does one step and notes its outcome; a step that fails is shown and the demo goes on. */
  async step(step: string, work: () => Promise<string>): Promise<void> {
    const startedAt = performance.now();
    let found: string;
    let isGood = true;
    try {
      found = await work();
    } catch (error) {
      isGood = false;
      found = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
    }
    const ms = performance.now() - startedAt;
    this.#rows.push({ step, found, ms, isGood });
    console.log(`${isGood ? "✔" : "✖"} ${step} (${(ms / 1000).toFixed(1)} s): ${found}`);
    await this.shoot(isGood ? step : `${step} failed`);
  }

  /** Saves what the workbench shows now. */
  async shoot(title: string): Promise<void> {
    if (!this.page) return;
    // read and closed, as a person does: they would cover what the picture is to show
    for (const said of await closeMessages(this.page)) console.log(`  a message said: ${said}`);
    await restMouse(this.page).catch(() => undefined); // a tooltip that stays is in the picture then
    this.#shots += 1;
    const name = title.toLowerCase().replace(/[^a-z0-9]+/g, "-");
    const file = path.join(this.#folder, `${String(this.#shots).padStart(2, "0")}-${name}.png`);
    await this.page.screenshot({ path: file }).catch((error: Error) => console.log(`No screenshot: ${error.message}`));
  }

  /** The table of all steps. */
  table(): string {
    const width = Math.max(...this.#rows.map(({ step }) => step.length));
    const lines = this.#rows.map(
      ({ step, found, ms, isGood }) =>
        `${isGood ? "✔" : "✖"} ${step.padEnd(width)} ${(ms / 1000).toFixed(1).padStart(6)} s  ${found}`,
    );
    return [...lines, `${this.#shots} screenshots in ${this.#folder}`].join("\n");
  }
}
