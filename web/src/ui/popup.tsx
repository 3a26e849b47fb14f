import { type ReactNode, type RefObject, Suspense, useRef, useState } from "react";

/** What the button that opens a menu or a sheet has to carry. */
export interface OpenerProps {
  readonly ref: RefObject<HTMLButtonElement | null>;
  readonly "aria-haspopup": "menu" | "dialog";
  readonly "aria-expanded": boolean;
  readonly onClick: () => void;
}

/** What is open needs to know this; goes to `MenuOverlay` or `Popover` as it is. */
export interface OpenPopupProps {
  readonly triggerRef: RefObject<HTMLElement | null>;
  readonly onClose: () => void;
}

interface PopupProps {
  readonly opens?: "menu" | "dialog";
  readonly button: (props: OpenerProps) => ReactNode;
  /** Drawn while it is open, so that it can be a chunk that loads on first use. */
  readonly content: (props: OpenPopupProps) => ReactNode;
}

/** A button and the menu or sheet that it opens. Until then, a row with a menu costs no more than its button. */
export function Popup({ opens = "menu", button, content }: PopupProps) {
  const [open, setOpen] = useState(false);
  const ref = useRef<HTMLButtonElement>(null);
  return (
    <>
      {button({ ref, "aria-haspopup": opens, "aria-expanded": open, onClick: () => setOpen(true) })}
      {open ? <Suspense>{content({ triggerRef: ref, onClose: () => setOpen(false) })}</Suspense> : null}
    </>
  );
}
