import { expect, test } from "../fixtures/test.ts";
import { SignInPage } from "../pages/sign-in-page.ts";

test.use({ settings: { SIGN_UP: "off" } });

test("where sign-up is switched off, nothing offers it", async ({ page, taskward }) => {
  await page.goto("/");
  await new SignInPage(page).expectOpen();
  await expect(page.getByRole("link", { name: "Create an account" })).toHaveCount(0);

  await page.goto("/sign-up");
  await expect(page.getByText("New accounts are switched off here.")).toBeVisible();
  await expect(page.getByRole("textbox")).toHaveCount(0);

  const response = await page.request.post("/api/auth/sign-up/email", {
    headers: { origin: taskward.url },
    data: { name: "Ada", email: "ada@home.arpa", password: "correct horse battery" },
  });
  expect(response.status()).toBe(400);
});
