import { useSyncExternalStore } from "react";

/** One of a few values that somebody chose; kept in this browser, and the same in all its tabs. */
export class StoredChoice<Value extends string> {
  readonly #key: string;
  readonly #values: readonly [Value, ...Value[]];
  readonly #listeners = new Set<() => void>();
  #value: Value;

  /** The first value is the usual one, which is not stored. */
  constructor(key: string, values: readonly [Value, ...Value[]]) {
    this.#key = key;
    this.#values = values;
    this.#value = this.#stored();
    window.addEventListener("storage", (event) => {
      if (event.key === key || event.key === null) this.#become(this.#stored());
    });
  }

  readonly value = (): Value => this.#value;

  /** @returns a function that ends the subscription. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly choose = (value: Value): void => {
    try {
      if (value === this.#values[0]) localStorage.removeItem(this.#key);
      else localStorage.setItem(this.#key, value);
    } catch {
      // The choice holds for this page at least.
    }
    this.#become(value);
  };

  #stored(): Value {
    try {
      const stored = localStorage.getItem(this.#key);
      return this.#values.find((value) => value === stored) ?? this.#values[0];
    } catch {
      return this.#values[0];
    }
  }

  #become(value: Value): void {
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }
}

export function useChoice<Value extends string>(choice: StoredChoice<Value>): Value {
  return useSyncExternalStore(choice.subscribe, choice.value);
}
