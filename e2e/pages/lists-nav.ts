import type { Locator, Page } from "@playwright/test";

/** The lists in the navigation. */
export class ListsNav {
  readonly #page: Page;
  readonly region: Locator;
  readonly links: Locator;
  /** What folds the archived ones out. */
  readonly archived: Locator;
  readonly make: Locator;

  constructor(page: Page) {
    this.#page = page;
    this.region = page.getByRole("region", { name: "Lists", exact: true });
    this.links = this.region.getByRole("link");
    this.archived = this.region.getByRole("button", { name: /^Archived lists/ });
    this.make = this.region.getByRole("button", { name: "New list" });
  }

  /** The link whose name begins so. */
  link(name: string): Locator {
    return this.region.getByRole("link", { name });
  }

  /** Names from top to bottom. */
  names(): Promise<string[]> {
    return this.links.evaluateAll((links) => links.map((link) => link.getAttribute("title") ?? ""));
  }

  async choose(name: string, action: string): Promise<void> {
    await this.link(name).hover();
    await this.region.getByRole("button", { name: `Actions for the list: ${name}` }).click();
    await this.#page.getByRole("menuitem", { name: action }).click();
  }
}
