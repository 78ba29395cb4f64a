/** Every view and state in all four themes: no finding of axe, nothing refused by the content policy. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { axe, themes } from "./harness.ts";
import { pausedQueue, scenes } from "./scenes.ts";
import { setUpViews } from "./setUp.ts";

const views = setUpViews();

for (const theme of themes) {
  describe(`in the ${theme} theme`, () => {
    for (const [name, options, act] of scenes) {
      test(name, async () => {
        const page = await views.open({ ...options, theme });
        await page.getByRole("main").waitFor();
        await act?.(page);
        assert.deepEqual(await axe(page), []);
      });
    }
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
