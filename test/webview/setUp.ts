/** One browser for a file of tests; after each test the page must have broken no rule and logged no error. */
import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";
import type { Page } from "playwright-core";
import { fakeOf, Harness, type OpenOptions } from "./harness.ts";

/** What a file of tests drives. */
export interface Views {
  /** Opens a view; it is closed after the test. */
  open(options?: OpenOptions): Promise<Page>;
  /** Takes the errors that the page logged, where a test caused them on purpose. */
  takeErrors(): readonly string[];
}

/** Registers the hooks; to be called once at the top of a test file. */
export function setUpViews(): Views {
  let harness: Harness;
  let pages: Page[] = [];
  before(async () => {
    harness = await Harness.start();
  });
  after(() => harness.stop());
  afterEach(async () => {
    const opened = pages;
    pages = [];
    const violations = await Promise.all(opened.map((page) => fakeOf(page, (fake) => fake.violations)));
    await Promise.all(opened.map((page) => page.context().close()));
    assert.deepEqual(violations.flat(), [], "the content policy refused something");
    assert.deepEqual(harness.errors.splice(0), [], "the page logged errors");
  });
  return {
    open: async (options) => {
      const page = await harness.open(options);
      pages.push(page);
      return page;
    },
    takeErrors: () => harness.errors.splice(0),
  };
}
