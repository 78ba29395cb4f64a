/** One browser for a file of tests; after each test the page must have broken no rule and logged no error. */
import assert from "node:assert/strict";
import { after, afterEach, before } from "node:test";
import type { Locator, Page } from "playwright-core";
import { fakeOf, Harness, type OpenOptions } from "./harness.ts";

/** What a file of tests drives; what is looked for is looked for in the page that was opened last. */
export interface Views {
  /** Opens a view; it is closed after the test. */
  readonly open: (options?: OpenOptions) => Promise<Page>;
  /** Opens the library and waits for its first card. */
  readonly openGrid: (options?: OpenOptions) => Promise<Page>;
  /** Opens the library and in it the dialog of this image. */
  readonly openImage: (index: number, options?: OpenOptions) => Promise<Page>;
  /** The card or row at this place. */
  readonly option: (index: number) => Locator;
  /** The id of the card that has the keyboard. */
  readonly focused: () => Promise<string>;
  readonly dialog: () => Locator;
  readonly field: (name: string) => Locator;
  /** A button of the dialog. */
  readonly button: (name: string) => Locator;
  /** Takes the errors that the page logged, where a test caused them on purpose. */
  readonly takeErrors: () => readonly string[];
  /** Takes the browser's reports of what the content policy refused. */
  readonly takeReports: () => readonly string[];
}

/** Registers the hooks; to be called once at the top of a test file. */
export function setUpViews(): Views {
  let harness: Harness | undefined;
  let pages: Page[] = [];
  before(async () => {
    harness = await Harness.start();
  });
  after(() => harness?.stop());
  afterEach(async () => {
    const opened = pages;
    pages = [];
    const violations = await Promise.all(opened.map((page) => fakeOf(page, (fake) => fake.violations)));
    await Promise.all(opened.map((page) => page.context().close()));
    assert.deepEqual(violations.flat(), [], "the content policy refused something");
    assert.deepEqual(harness?.reports.splice(0), [], "the browser reported a refusal");
    assert.deepEqual(harness?.errors.splice(0), [], "the page logged errors");
  });
  const open = async (options?: OpenOptions): Promise<Page> => {
    assert.ok(harness, "no browser was started");
    const page = await harness.open(options);
    pages.push(page);
    return page;
  };
  return {
    open,
    ...lookingInto(() => pages.at(-1), open),
    takeErrors: () => harness?.errors.splice(0) ?? [],
    takeReports: () => harness?.reports.splice(0) ?? [],
  };
}

/** The ways into a page that several files of tests go. */
function lookingInto(
  last: () => Page | undefined,
  open: Views["open"],
): Omit<Views, "open" | "takeErrors" | "takeReports"> {
  const pageNow = (): Page => {
    const page = last();
    assert.ok(page, "no view is open");
    return page;
  };
  const option = (index: number): Locator => pageNow().locator(`#option-${index}`);
  const dialog = (): Locator => pageNow().getByRole("dialog");
  const field = (name: string): Locator => dialog().getByRole("textbox", { name });
  return {
    openGrid: async (options) => {
      const page = await open(options);
      await option(0).waitFor();
      return page;
    },
    openImage: async (index, options) => {
      const page = await open(options);
      await option(index).click();
      await page.keyboard.press("Enter");
      await field("Description").waitFor();
      return page;
    },
    option,
    focused: async () => String(await pageNow().locator("image-grid [role=option]:focus").getAttribute("id")),
    dialog,
    field,
    button: (name) => dialog().getByRole("button", { name, exact: true }),
  };
}
