/** What another program wrote into the file, in the image view in real Chromium: shown beside the record, and taken over by a person. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Locator, Page } from "playwright-core";
import { fakeOf, waitForCall } from "./harness.ts";
import { setUpViews } from "./setUp.ts";

const { openImage, dialog, field, button } = setUpViews();
const words = (): Locator => dialog().locator("file-words");
const lines = (): Promise<string> => words().locator("dl").innerText();
const chips = (): Promise<string[]> =>
  dialog().getByRole("list", { name: "Tags" }).locator(".chip .line").allTextContents();

describe("words in the file", () => {
  test("are shown with their place, and only those keywords that are no tags yet", async () => {
    await openImage(0);
    const text = await lines();
    assert.match(text, /Sidecar\s+\S+\.xmp/u);
    assert.match(text, /Keywords\s+holiday\s+not among the tags above/u);
    assert.match(text, /Caption\s+On the coast road,\s+late in the day\s+differs from the field above/u);
    assert.match(text, /Alt text[^]+the same as here/u);
    assert.match(text, /Rating\s+4 of 5 stars/u);
    assert.match(text, /Place\s+Cleggan, Ireland/u);
    assert.equal(await words().getByRole("button", { name: "Use as Alt Text" }).count(), 0);
  });

  test("are taken over as edits that wait for Save, and Reset brings back what was", async () => {
    const page: Page = await openImage(0);
    const before = { tags: await chips(), description: await field("Description").inputValue() };
    await words().getByRole("button", { name: "Add to Tags" }).click();
    await words().getByRole("button", { name: "Use as Description" }).click();
    assert.deepEqual(await chips(), [...before.tags, "holiday"]);
    assert.equal(await field("Description").inputValue(), "On the coast road, \nlate in the day");
    assert.match(await lines(), /Keywords[^]+the same as here/u);
    await button("Reset").click();
    assert.deepEqual(await chips(), before.tags);
    await words().getByRole("button", { name: "Add to Tags" }).click();
    await button("Save").click();
    await waitForCall(page, "save", { edit: { tags: [...before.tags, "holiday"] } });
  });

  test("are not there where the file says nothing", async () => {
    const page = await openImage(0);
    await words().getByRole("heading").waitFor();
    await fakeOf(page, (fake) => {
      fake.library.isSilent = true;
      fake.change();
    });
    await words().waitFor({ state: "hidden" });
  });

  test("can only be read in Restricted Mode", async () => {
    await openImage(0, { scenario: { trusted: false } });
    assert.match(await lines(), /holiday/u);
    assert.equal(await words().getByRole("button").count(), 0);
  });
});
