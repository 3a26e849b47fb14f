import { isPassing, retryDelay } from "./retry.ts";
import type { Changes } from "./task.ts";

export interface CatchUpPorts {
  /** What changed since a revision. @throws RefusedError with 410 if that is no longer known. */
  readonly changes: (since: number) => Promise<Changes>;
  /** Ends when nothing is on its way: what a request under way will answer cannot be known. */
  readonly idle: () => Promise<void>;
  /** The newest revision of anything held; null if nothing is. */
  readonly newest: () => number | null;
  readonly merge: (changes: Changes) => Promise<void>;
  /** Asks the server anew for everything that is held. */
  readonly lookAgain: () => void;
  /** Ends after so many milliseconds: before a failed question is asked again. */
  readonly wait: (delay: number) => Promise<void>;
  /** The same, between two questions. */
  readonly pause: (delay: number) => Promise<void>;
}

/**
 * The first of many changes is asked for at once, the others together, later and later while they go on: a
 * program that writes without end must not have every open page use up the person's requests.
 */
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 4_000;

/** Brings what this page holds up to the server's revision, one step after the other. */
export class CatchUp {
  readonly #ports: CatchUpPorts;
  /** Everything up to here is held as it was; null before the first step. */
  #known: number | null = null;
  #wanted: number | null = null;
  #busy = false;

  constructor(ports: CatchUpPorts) {
    this.#ports = ports;
  }

  /** The server is at this revision. */
  async to(revision: number): Promise<void> {
    this.#wanted = revision;
    if (this.#busy) return;
    this.#busy = true;
    try {
      let pause = FIRST_PAUSE;
      while (this.#wanted !== null) {
        const wanted: number = this.#wanted;
        this.#wanted = null;
        const asked = await this.#step(wanted);
        if (!asked) continue;
        await this.#ports.pause(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      }
    } finally {
      this.#busy = false;
    }
  }

  /** Whether the server had to be asked. */
  async #step(wanted: number): Promise<boolean> {
    for (let failures = 0; ; failures += 1) {
      await this.#ports.idle();
      // Whatever happened after the newest that is held, was loaded or not.
      const base = this.#known ?? this.#ports.newest();
      if (base === null || base === wanted) {
        this.#known = wanted;
        return false;
      }
      // From nothing everything would come, and nothing is quickly asked for anew.
      const answer = base === 0 ? null : await this.#changes(base);
      if (answer instanceof Error) {
        await this.#ports.wait(retryDelay(failures, answer));
      } else if (answer === null || answer.next !== null) {
        // Too much, or no longer known.
        this.#known = wanted;
        this.#ports.lookAgain();
        return true;
      } else {
        await this.#ports.merge(answer);
        this.#known = answer.revision;
        return true;
      }
    }
  }

  /** A passing failure is given; null stands for every other one. */
  async #changes(since: number): Promise<Changes | Error | null> {
    try {
      return await this.#ports.changes(since);
    } catch (error) {
      return error instanceof Error && isPassing(error) ? error : null;
    }
  }
}
