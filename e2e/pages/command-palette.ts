import { expect, type Locator, type Page } from "@playwright/test";

/** The field where everything is reached by its name, and what it offers. */
export class CommandPalette {
  readonly field: Locator;
  readonly options: Locator;
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
    this.field = page.getByRole("combobox", { name: "Commands" });
    this.options = page.getByRole("listbox", { name: "Commands" }).getByRole("option");
  }

  async open(): Promise<void> {
    await this.#page.keyboard.press("Control+k");
    await expect(this.field).toBeFocused();
  }

  group(name: string): Locator {
    return this.#page
      .getByRole("listbox", { name: "Commands" })
      .getByRole("group", { name, exact: true });
  }
}
