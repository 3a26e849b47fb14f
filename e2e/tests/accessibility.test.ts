import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "../fixtures/test.ts";
import { expectNoSidewaysScroll, movementEnded } from "../pages/layout.ts";
import { STATES } from "../pages/states.ts";
import { THEMES } from "../pages/themes.ts";

test.describe.configure({ mode: "parallel" });

// Even then movement takes a moment, so axe looks when it has ended.
test.use({ contextOptions: { reducedMotion: "reduce" } });

for (const width of [320, 768, 1440]) {
  test.describe(`${width} pixels wide`, () => {
    const touch = width < 1440;
    test.use({ viewport: { width, height: 800 }, hasTouch: touch, isMobile: touch });

    for (const [name, open] of Object.entries(STATES)) {
      test(`axe finds nothing: ${name}`, async ({ ada, signUp, watch }) => {
        // It looks up to four times.
        test.slow();
        await open({ ada, grace: () => signUp("Grace Hopper"), watch });
        for (const [theme, media] of Object.entries(THEMES)) {
          await ada.page.emulateMedia(media);
          await movementEnded(ada.page);
          await expectNoSidewaysScroll(ada.page);
          // Colours were looked at on a phone, and are again at a desk.
          if (theme !== "light" && width === 768) continue;
          // Legacy mode needs no second page; it leaves out foreign frames, and there are none.
          const axe = new AxeBuilder({ page: ada.page }).setLegacyMode();
          // What is behind a modal dialog is hidden, as it should be, the page's heading and landmarks
          // included. axe guesses whether there is one, and not always the same.
          if (theme !== "light") {
            // Other themes change colours and nothing else.
            axe.withRules(["color-contrast", "link-in-text-block"]);
          } else if ((await ada.page.getByRole("dialog").count()) > 0) {
            axe.disableRules(["landmark-one-main", "page-has-heading-one"]);
          }
          const { violations } = await axe.analyze();
          const found = violations.flatMap(({ id, nodes }) =>
            nodes.map(({ html, failureSummary }) => ({ id, html, failureSummary })),
          );
          expect(found, `axe in the ${theme} theme`).toEqual([]);
        }
      });
    }
  });
}
