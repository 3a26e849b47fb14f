import type { ComponentProps } from "react";
import styles from "./icon-button.module.css";

interface IconButtonProps extends Omit<ComponentProps<"button">, "className" | "aria-label" | "type"> {
  /** What it does: its accessible name, and its tooltip unless `hint` is shorter. */
  readonly label: string;
  readonly hint?: string;
  /** The key that does the same. */
  readonly shortcut?: string;
  /** Marks the button that closes what it stands in. */
  readonly "data-close"?: boolean;
}

/** A button that shows only an icon, and its name in a tooltip (drawn by `TooltipHost`). */
export function IconButton({ label, hint = label, shortcut, ...props }: IconButtonProps) {
  return (
    <button
      {...props}
      type="button"
      aria-label={label}
      className={styles.button}
      data-tooltip={hint}
      data-tooltip-keys={shortcut}
    />
  );
}
