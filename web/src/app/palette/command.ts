import type { ReactNode } from "react";

/** Something that can be done by name. */
export interface Command {
  readonly id: string;
  readonly name: string;
  readonly icon: ReactNode;
  /** The key that does it without the palette; two with a space between are pressed one after the other. */
  readonly keys?: string;
  /** Other words that somebody may look for it by. */
  readonly words?: string;
  readonly run: () => void;
}

/** Commands that belong together. */
export interface CommandGroup {
  readonly name: string;
  readonly commands: readonly Command[];
}
