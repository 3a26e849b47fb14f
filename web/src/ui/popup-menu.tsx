import { type ReactNode, type RefObject, Suspense, useRef, useState } from "react";

/** What the button that opens a menu has to carry. */
export interface MenuOpenerProps {
  readonly ref: RefObject<HTMLButtonElement | null>;
  readonly "aria-haspopup": "menu";
  readonly "aria-expanded": boolean;
  readonly onClick: () => void;
}

/** What the open menu needs to know; goes to `MenuOverlay` as it is. */
export interface OpenMenuProps {
  readonly triggerRef: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

interface PopupMenuProps {
  readonly button: (props: MenuOpenerProps) => ReactNode;
  /** Drawn while the menu is open, so that it can be a chunk that loads on first use. */
  readonly menu: (props: OpenMenuProps) => ReactNode;
}

/** A button and the menu it opens. Until then, a row with a menu costs no more than its button. */
export function PopupMenu({ button, menu }: PopupMenuProps) {
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLButtonElement>(null);
  return (
    <>
      {button({ ref, "aria-haspopup": "menu", "aria-expanded": open, onClick: () => setOpen(true) })}
      {open ? <Suspense>{menu({ triggerRef: ref, onClose: () => setOpen(false) })}</Suspense> : null}
    </>
  );
}
