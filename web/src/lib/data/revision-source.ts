import { retryDelay } from "./retry.ts";

/** What the tabs of one person tell each other. */
export type RevisionNews =
  /** The leading tab heard of it, or was asked. */
  | { readonly kind: "revision"; readonly revision: number }
  /** A tab that has just begun to follow wants to know the present one. */
  | { readonly kind: "question" };

export interface RevisionPorts {
  /**
   * Reads the server's stream until it ends. `last` is the revision that is known already.
   * @throws when it could not be opened or broke.
   */
  readonly listen: (
    last: number | null,
    onRevision: (revision: number) => void,
    signal: AbortSignal,
  ) => Promise<void>;
  /** Runs `task` while no other tab does the same; waits for that, until `signal` says that it is no use. */
  readonly lead: (task: () => Promise<void>, signal: AbortSignal) => Promise<void>;
  readonly tell: (news: RevisionNews) => void;
  /** Ends after `delay` milliseconds, or with the signal. */
  readonly wait: (delay: number, signal: AbortSignal) => Promise<void>;
}

/** A stream that ended is opened again after about this long; one that could not be opened, after longer and longer. */
const AGAIN_AFTER = 500;

/**
 * Says the server's revision of the person's tasks whenever it has moved. Of all tabs that follow, one reads
 * the server's stream and tells the others. A tab that does not follow neither reads nor leads.
 */
export class RevisionSource {
  readonly #ports: RevisionPorts;
  readonly #onRevision: (revision: number) => void;
  #last: number | null = null;
  #leading = false;
  #following: AbortController | null = null;

  constructor(ports: RevisionPorts, onRevision: (revision: number) => void) {
    this.#ports = ports;
    this.#onRevision = onRevision;
  }

  /** Begins to follow. What was missed since the last time is told at once. */
  follow(): void {
    if (this.#following !== null) return;
    this.#following = new AbortController();
    const { signal } = this.#following;
    this.#ports.tell({ kind: "question" });
    this.#ports
      .lead(() => this.#lead(signal), signal)
      .catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
  }

  /** Stops following, and leaves the lead to another tab. */
  rest(): void {
    this.#following?.abort();
    this.#following = null;
  }

  /** What another tab said. */
  heard(news: RevisionNews): void {
    if (this.#following === null) return;
    if (news.kind === "revision") this.#arrived(news.revision);
    else if (this.#leading && this.#last !== null)
      this.#ports.tell({ kind: "revision", revision: this.#last });
  }

  async #lead(signal: AbortSignal): Promise<void> {
    this.#leading = true;
    let failures = 0;
    while (!signal.aborted) {
      let delay = AGAIN_AFTER;
      try {
        const onRevision = (revision: number) => {
          this.#arrived(revision);
          this.#ports.tell({ kind: "revision", revision });
        };
        await orAborted(this.#ports.listen(this.#last, onRevision, signal), signal);
        failures = 0;
      } catch (error) {
        delay = retryDelay(failures, error);
        failures += 1;
      }
      // Not all browsers at the same instant, when a server has restarted.
      await this.#ports.wait(delay * (0.5 + Math.random()), signal);
    }
    this.#leading = false;
  }

  #arrived(revision: number): void {
    this.#last = revision;
    this.#onRevision(revision);
  }
}

/** A request waits for as long as the session has ended; whoever no longer follows does not. */
function orAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    work.then(resolve, reject);
  });
}
