import type { APIRequestContext } from "@playwright/test";
import { Accounts, somebody } from "../fixtures/person.ts";
import { type Replica, Replicas } from "../fixtures/replicas.ts";
import { Revisions } from "../fixtures/revisions.ts";
import { TaskApi } from "../fixtures/task-api.ts";
import { subjectOf, taskId } from "../fixtures/task-id.ts";
import { test as base, expect } from "../fixtures/test.ts";
import { within } from "../fixtures/within.ts";
import { TasksPage } from "../pages/tasks-page.ts";

const test = base.extend<object, { replicas: Replicas }>({
  replicas: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright wants a pattern there
    async ({}, use) => {
      const replicas = await Replicas.start();
      await use(replicas);
      await replicas.dispose();
    },
    { scope: "worker", timeout: 90_000 },
  ],
});

test.describe.configure({ mode: "default" });

test("signed in on one, written on the second, heard of on the third", async ({
  replicas,
  request,
}) => {
  const [first, second, third] = replicas.servers;
  const accounts = new Accounts(request, first.url, replicas.url);
  await accounts.signUp(somebody());
  const token = await accounts.token();

  const stream = await Revisions.open(third.url, token);
  const writer = new TaskApi(second.url, token);
  for (const title of ["one", "two", "three"]) {
    const { revision } = await writer.create(title);
    await within(1000, stream.reach(revision), `the third did not hear of revision ${revision}`);
  }
  stream.close();
  const read = await new TaskApi(first.url, token).list();
  expect(read.map(({ title }) => title).sort()).toEqual(["one", "three", "two"]);
});

test("two browsers of one person behind the proxy show each other's changes", async ({
  replicas,
  browser,
}) => {
  const person = somebody();
  const pages: TasksPage[] = [];
  for (const enter of ["signUp", "signIn"] as const) {
    const context = await browser.newContext({ baseURL: replicas.url });
    await new Accounts(context.request, replicas.url)[enter](person);
    const tasks = new TasksPage(await context.newPage());
    await tasks.open();
    await tasks.expectOpen();
    pages.push(tasks);
  }
  const [one, other] = pages as [TasksPage, TasksPage];
  await one.add("Water the plants");
  await other.expectTitles(["Water the plants"]);
  for (const { page } of pages) {
    await page.context().close();
  }
});

test("any one may die in the middle of work: what was acknowledged is there, once", async ({
  replicas,
  request,
}) => {
  await workWhileAway(replicas, request, (server) => server.crash());
});

test("restarted one after another, they answer no request with an error", async ({
  replicas,
  request,
}) => {
  const { refusals } = await workWhileAway(replicas, request, (server) => server.stop());
  expect(refusals).toEqual([]);
});

/** Creates tasks while one server after the other goes and comes back; what was created is there, once. */
async function workWhileAway(
  replicas: Replicas,
  request: APIRequestContext,
  goes: (server: Replica) => Promise<void>,
): Promise<Load> {
  const accounts = new Accounts(request, replicas.url);
  await accounts.signUp(somebody());
  const load = new Load(replicas.url, await accounts.token());
  for (const server of replicas.servers) {
    await load.acknowledges(50);
    await goes(server);
    await load.acknowledges(50);
    await server.start();
  }
  await load.end();
  const titles = (await load.api.list()).map(({ title }) => title);
  expect(titles.sort()).toEqual(load.titles.sort());
  return load;
}

const WORKERS = 6;

/** Creations from several workers until it is told to end; each is sent until it is acknowledged, under one id. */
class Load {
  readonly api: TaskApi;
  /** Answers other than an acknowledgement. */
  readonly refusals: string[] = [];
  /** What was created. */
  readonly titles: string[] = [];
  readonly #subject: string;
  readonly #heard = new Set<() => void>();
  readonly #workers: Promise<unknown>;
  #acknowledged = 0;
  #ending = false;

  constructor(url: string, token: string) {
    this.api = new TaskApi(url, token);
    this.#subject = subjectOf(token);
    this.#workers = Promise.all(Array.from({ length: WORKERS }, () => this.#work()));
  }

  /** Resolves when so many more are acknowledged. */
  async acknowledges(count: number): Promise<void> {
    const enough = this.#acknowledged + count;
    while (this.#acknowledged < enough) {
      await new Promise<void>((resolve) => this.#heard.add(resolve));
    }
  }

  async end(): Promise<void> {
    this.#ending = true;
    await this.#workers;
  }

  async #work(): Promise<void> {
    while (!this.#ending) {
      const title = `task ${this.titles.length}`;
      this.titles.push(title);
      await this.#create(title);
    }
  }

  async #create(title: string): Promise<void> {
    const body = { id: taskId(this.#subject), title };
    for (;;) {
      // A connection that broke says nothing about the creation; its id lets it be sent again.
      const answer = await this.api
        .fetch("/api/tasks", { method: "POST", body })
        .catch(() => undefined);
      if (answer?.status === 201 || answer?.status === 200) {
        this.#acknowledged += 1;
        for (const resolve of this.#heard) {
          resolve();
        }
        this.#heard.clear();
        return;
      }
      if (answer !== undefined) {
        this.refusals.push(`${answer.status} ${await answer.text()}`);
      }
    }
  }
}
