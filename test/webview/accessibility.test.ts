/** Every view and state in all four themes: no finding of axe, nothing refused by the content policy. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { axe, changeTheme, themes, type AxeFinding } from "./harness.ts";
import { pausedQueue, scenes } from "./scenes.ts";
import { setUpViews } from "./setUp.ts";

const views = setUpViews();
/** What can differ between the themes; names, roles and order are the same in all of them. */
const rulesOfColour = ["color-contrast", "link-in-text-block"];

for (const [name, options, act] of scenes) {
  test(`${name}, in each theme`, async () => {
    const [first, ...others] = themes;
    const page = await views.open({ ...options, theme: first });
    await page.getByRole("main").waitFor();
    await act?.(page);
    const found: Record<string, readonly AxeFinding[]> = { [first]: await axe(page) };
    for (const theme of others) {
      await changeTheme(page, theme);
      found[theme] = await axe(page, rulesOfColour);
    }
    assert.deepEqual(found, Object.fromEntries(themes.map((theme) => [theme, []])));
  });
}

test("forced colours keep selection and progress visible", async () => {
  const page = await views.open({ forcedColors: true, scenario: { queue: pausedQueue } });
  await page.locator("#option-1").click();
  const border = await page.evaluate<string>(
    `getComputedStyle(document.querySelector("library-app").shadowRoot.querySelector("image-grid").shadowRoot.querySelector("#option-1")).borderTopWidth`,
  );
  assert.equal(border, "2px");
});
