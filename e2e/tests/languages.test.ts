import { expect, test } from "../fixtures/test.ts";

test.use({ locale: "de-AT" });

test("speaks the browser's language until another one is chosen, and keeps that", async ({
  ada,
}) => {
  const { page, tasks, person, accounts } = ada;
  const language = page.locator("html");
  await accounts.signOut();

  await test.step("the browser's", async () => {
    await page.goto("/");
    await expect(page.getByRole("heading", { name: "Anmelden" })).toBeVisible();
    await expect(language).toHaveAttribute("lang", "de");
    await page.getByLabel("E-Mail").fill(person.email);
    await page.getByLabel("Passwort", { exact: true }).fill(person.password);
    await page.getByRole("button", { name: "Anmelden" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Aufgaben" })).toBeVisible();
    await expect(page).toHaveTitle("Aufgaben · Taskward");
  });

  await test.step("another one, and what was typed is still there", async () => {
    await page.getByRole("textbox", { name: "Aufgabe hinzufügen" }).fill("Den Farn gießen");
    await page.getByRole("button", { name: /^Konto und Einstellungen/ }).click();
    // What React Aria itself says to screen readers.
    await expect(page.getByRole("button", { name: "Schließen" }).first()).toBeAttached();
    await page.getByRole("menuitemradio", { name: "Français" }).click();
    await expect(page.getByRole("heading", { level: 1, name: "Tâches" })).toBeVisible();
    await expect(language).toHaveAttribute("lang", "fr");
    await expect(page).toHaveTitle("Tâches · Taskward");
    const add = page.getByRole("textbox", { name: "Ajouter une tâche" });
    await expect(add).toHaveValue("Den Farn gießen");
    await expect(page.getByRole("button", { name: /^Compte et réglages/ })).toBeFocused();
    await tasks.expectSaved(() => add.press("Enter"));
    await expect(page.getByRole("row", { name: "Den Farn gießen" })).toBeVisible();
  });

  await test.step("which is kept, in other tabs too", async () => {
    await page.reload();
    await expect(page.getByRole("heading", { level: 1, name: "Tâches" })).toBeVisible();
    const other = await ada.context.newPage();
    await other.goto("/");
    await expect(other.getByRole("heading", { level: 1, name: "Tâches" })).toBeVisible();
    await other.getByRole("button", { name: /^Compte et réglages/ }).click();
    await other.getByRole("menuitemradio", { name: "English" }).click();
    await expect(other.getByRole("heading", { level: 1, name: "Tasks" })).toBeVisible();
    await expect(tasks.page.getByRole("heading", { level: 1, name: "Tasks" })).toBeVisible();
    await other.close();
  });
});

test("a catalogue that cannot be fetched leaves the page in English", async ({ ada, watch }) => {
  const { page, tasks } = ada;
  watch.expectFailures(/^\/assets\/de-/, 503);
  await page.route("**/assets/de-*.js", (route) => route.fulfill({ status: 503 }));
  await tasks.open();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});
