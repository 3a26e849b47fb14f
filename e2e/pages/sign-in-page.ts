import { expect, type Locator, type Page } from "@playwright/test";
import type { Person } from "../fixtures/person.ts";

/** The pages and the dialog where people sign in and sign up. */
export class SignInPage {
  readonly page: Page;
  readonly form: Locator;
  readonly name: Locator;
  readonly email: Locator;
  readonly password: Locator;
  readonly submit: Locator;
  /** What is wrong, above the button. */
  readonly problem: Locator;

  constructor(page: Page, title: "Sign in" | "Create an account" = "Sign in") {
    this.page = page;
    this.form = page.getByRole("form", { name: title });
    this.name = this.form.getByLabel("Name");
    this.email = this.form.getByLabel("E-mail");
    this.password = this.form.getByLabel("Password", { exact: true });
    this.submit = this.form.getByRole("button", { name: /^(Sign in|Create account)$/ });
    this.problem = this.form.getByRole("alert");
  }

  /** Presses the label, as people do: the box itself is drawn over its checkbox. */
  async staySignedIn(stay: boolean): Promise<void> {
    const box = this.form.getByRole("checkbox", { name: "Stay signed in" });
    if ((await box.isChecked()) !== stay) {
      await this.form.getByText("Stay signed in").click();
    }
    await expect(box).toBeChecked({ checked: stay });
  }

  async signIn({ email, password }: Person): Promise<void> {
    await this.email.fill(email);
    await this.password.fill(password);
    await this.submit.click();
  }

  async signUp({ name, email, password }: Person): Promise<void> {
    await this.name.fill(name);
    await this.email.fill(email);
    await this.password.fill(password);
    await this.submit.click();
  }

  async expectOpen(): Promise<void> {
    await expect(this.form).toBeVisible();
  }
}
