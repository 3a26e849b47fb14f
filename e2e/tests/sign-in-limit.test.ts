import { somebody } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { SignInPage } from "../pages/sign-in-page.ts";

/** What holds unless somebody sets it otherwise: three attempts in ten seconds. */
test.use({ settings: { AUTH_RATE_LIMIT: "100,3" } });

test("too many attempts to sign in are refused, and the page says so", async ({
  page,
  watch,
  taskward,
}) => {
  watch.expectFailures(/^\/api\/auth\/sign-in\/email$/, 401, 429);
  await page.goto("/sign-in");
  const signIn = new SignInPage(page);
  const person = somebody();
  for (const attempt of [1, 2, 3]) {
    await test.step(`attempt ${attempt}`, async () => {
      const answer = page.waitForResponse("**/api/auth/sign-in/email");
      await signIn.signIn(person);
      expect((await answer).status()).toBe(401);
      await expect(signIn.problem).toHaveText(/do not belong together/);
    });
  }
  await signIn.signIn(person);
  await expect(signIn.problem).toHaveText(
    "Too many tries in a short time. Wait a minute, then try again.",
  );
  await expect(signIn.password).toHaveValue(person.password);

  // An address that the client makes up is not believed.
  const evading = await page.request.post("/api/auth/sign-in/email", {
    headers: {
      origin: taskward.url,
      "x-forwarded-for": "203.0.113.7",
      forwarded: "for=203.0.113.7",
    },
    data: { email: person.email, password: person.password },
  });
  expect(evading.status()).toBe(429);
});
