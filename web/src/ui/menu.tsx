import { Check } from "lucide-react";
import type { ReactNode } from "react";
import { Header } from "react-aria-components/Header";
import { Menu as AriaMenu, MenuItem as AriaMenuItem, MenuSection } from "react-aria-components/Menu";
import { Popover } from "react-aria-components/Popover";
import { Separator } from "react-aria-components/Separator";
import { Keys } from "./keys.tsx";
import styles from "./menu.module.css";
import type { OpenPopupProps } from "./popup.tsx";

interface MenuOverlayProps extends OpenPopupProps {
  /** The menu's accessible name. */
  readonly label: string;
  readonly placement?: "bottom end" | "top start";
  readonly children: ReactNode;
}

/** An open menu beside the button that opened it. */
export function MenuOverlay({
  label,
  triggerRef,
  onClose,
  placement = "bottom end",
  children,
}: MenuOverlayProps) {
  return (
    <Popover
      isOpen
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      triggerRef={triggerRef}
      placement={placement}
      offset={6}
      aria-label={label}
      className={styles.popover}
    >
      <AriaMenu aria-label={label} className={styles.menu} autoFocus="first" onClose={onClose}>
        {children}
      </AriaMenu>
    </Popover>
  );
}

interface MenuItemProps {
  readonly id?: string;
  readonly icon?: ReactNode;
  readonly shortcut?: string | undefined;
  readonly danger?: boolean;
  readonly href?: string;
  /** The language of its text, if it is not the page's. */
  readonly lang?: string | undefined;
  readonly onAction?: () => void;
  readonly children: string;
}

export function MenuItem({ icon, shortcut, danger = false, lang, children, ...props }: MenuItemProps) {
  return (
    <AriaMenuItem {...props} textValue={children} className={styles.item} data-danger={danger || undefined}>
      {({ isSelected, selectionMode }) => (
        <>
          <span className={styles.icon} aria-hidden>
            {selectionMode === "none" ? icon : isSelected ? <Check size={16} strokeWidth={2.25} /> : null}
          </span>
          <span className={styles.text} lang={lang}>
            {children}
          </span>
          {shortcut === undefined ? null : <Keys keys={shortcut} />}
        </>
      )}
    </AriaMenuItem>
  );
}

interface MenuChoiceProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly values: readonly Value[];
  readonly name: (value: Value) => string;
  /** The language that a value's name is in, if it is not the page's. */
  readonly nameLanguage?: (value: Value) => string;
  /** The key that chooses a value. */
  readonly shortcut?: (value: Value) => string;
  readonly onChoose: (value: Value) => void;
}

/** A section of which exactly one item is chosen. */
export function MenuChoice<Value extends string>({
  label,
  value,
  values,
  name,
  nameLanguage,
  shortcut,
  onChoose,
}: MenuChoiceProps<Value>) {
  return (
    <MenuSection
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = values.find((candidate) => keys !== "all" && keys.has(candidate));
        if (chosen !== undefined) onChoose(chosen);
      }}
    >
      <Header className={styles.header}>{label}</Header>
      {values.map((candidate) => (
        <MenuItem
          key={candidate}
          id={candidate}
          lang={nameLanguage?.(candidate)}
          shortcut={shortcut?.(candidate)}
        >
          {name(candidate)}
        </MenuItem>
      ))}
    </MenuSection>
  );
}

export function MenuSeparator() {
  return <Separator className={styles.separator} />;
}
