import { test } from "../fixtures/test.ts";
import { movementEnded } from "../pages/layout.ts";
import { STATES } from "../pages/states.ts";
import { THEMES } from "../pages/themes.ts";

test.use({ contextOptions: { reducedMotion: "reduce" } });

/** A phone, a tablet, a desk. */
const SIZES = [
  { viewport: { width: 320, height: 640 }, touch: true },
  { viewport: { width: 768, height: 1024 }, touch: true },
  { viewport: { width: 1440, height: 900 }, touch: false },
];

for (const { viewport, touch } of SIZES) {
  test.describe(`${viewport.width} pixels wide`, () => {
    test.use({ viewport, hasTouch: touch, isMobile: touch });

    for (const [name, open] of Object.entries(STATES)) {
      test(name, async ({ ada, signUp, watch }) => {
        await open({ ada, grace: () => signUp("Grace Hopper"), watch });
        for (const [theme, media] of Object.entries(THEMES)) {
          await ada.page.emulateMedia(media);
          await movementEnded(ada.page);
          await ada.page.screenshot({
            path: `screenshots/${viewport.width}-${theme}/${name}.png`,
            animations: "disabled",
          });
        }
      });
    }
  });
}
