import type { ReactNode, RefObject } from "react";
import { Dialog } from "react-aria-components/Dialog";
import { Popover as AriaPopover } from "react-aria-components/Popover";
import styles from "./popover.module.css";

interface PopoverProps {
  /** Its accessible name. */
  readonly label: string;
  /** What it stands beside. */
  readonly triggerRef: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

/** An open sheet beside what it is about. Escape and a press outside close it. */
export function Popover({ label, triggerRef, onClose, children }: PopoverProps) {
  return (
    <AriaPopover
      isOpen
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      triggerRef={triggerRef}
      placement="bottom start"
      offset={6}
      className={styles.popover}
    >
      <Dialog aria-label={label} className={styles.sheet}>
        {children}
      </Dialog>
    </AriaPopover>
  );
}
