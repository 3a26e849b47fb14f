import { somebody } from "../fixtures/person.ts";
import { expect, test } from "../fixtures/test.ts";
import { SignInPage } from "../pages/sign-in-page.ts";
import { TasksPage } from "../pages/tasks-page.ts";

test("a wrong password is said in place, and the right one works", async ({
  page,
  accounts,
  watch,
}) => {
  watch.expectFailures(/^\/api\/auth\/sign-in\/email$/, 401);
  const person = somebody();
  await accounts.signUp(person);
  await accounts.signOut();
  await page.goto("/sign-in");
  const signIn = new SignInPage(page);
  await signIn.signIn({ ...person, password: "not the password" });
  await expect(signIn.problem).toHaveText(
    "This e-mail address and password do not belong together. Check both and try again.",
  );
  await expect(signIn.email).toHaveValue(person.email);

  // Nobody learns which addresses have an account.
  await signIn.signIn({ ...person, email: somebody().email });
  await expect(signIn.problem).toHaveText(/do not belong together/);

  await signIn.signIn(person);
  await new TasksPage(page).expectOpen();
});

test("an address that has an account already", async ({ page, accounts, watch }) => {
  watch.expectFailures(/^\/api\/auth\/sign-up\/email$/, 422);
  const person = somebody();
  await accounts.signUp(person);
  await accounts.signOut();
  await page.goto("/sign-up");
  const signUp = new SignInPage(page, "Create an account");
  await signUp.signUp({ ...person, email: person.email.toUpperCase() });
  await expect(signUp.email).toHaveAccessibleDescription(
    /There is an account with this e-mail address already/,
  );
  await expect(signUp.email).toBeFocused();
  await expect(signUp.name).toHaveValue(person.name);
});

test("rules are shown before they are broken, and mistakes in place", async ({ page }) => {
  await page.goto("/sign-up");
  const signUp = new SignInPage(page, "Create an account");
  await expect(signUp.password).toHaveAccessibleDescription(/At least 8 characters/);
  await signUp.signUp({ name: " ", email: "ada", password: "short" });
  await expect(signUp.name).toHaveAccessibleDescription(/Enter the name/);
  await expect(signUp.name).toBeFocused();
  await expect(signUp.email).toHaveAccessibleDescription(/does not look like an e-mail/);
  await expect(signUp.password).toHaveAccessibleDescription(/3 more characters/);
});

test("password managers find their fields, and a password can be shown", async ({ page }) => {
  await page.goto("/sign-up");
  const signUp = new SignInPage(page, "Create an account");
  await expect(signUp.email).toHaveAttribute("autocomplete", "username");
  await expect(signUp.password).toHaveAttribute("autocomplete", "new-password");
  await page.goto("/sign-in");
  const signIn = new SignInPage(page);
  await expect(signIn.email).toHaveAttribute("autocomplete", "username");
  await expect(signIn.password).toHaveAttribute("autocomplete", "current-password");
  await expect(signIn.password).toHaveAttribute("type", "password");
  await page.getByRole("button", { name: "Show password" }).click();
  await expect(signIn.password).toHaveAttribute("type", "text");
});
