import { Tooltip, TooltipTriggerStateContext } from "react-aria-components/Tooltip";
import { Keys } from "./keys.tsx";
import styles from "./tooltip-bubble.module.css";

export interface TooltipContent {
  readonly anchor: HTMLElement;
  readonly text: string;
  readonly keys: string | undefined;
}

/** `TooltipHost` opens and closes it; React Aria places it. */
const OPEN = { isOpen: true, open: () => {}, close: () => {}, shouldSkipAnimation: false };

/** The tooltip itself. It repeats an accessible name, so it says nothing to a screen reader. */
export default function TooltipBubble({ anchor, text, keys }: TooltipContent) {
  return (
    <TooltipTriggerStateContext value={OPEN}>
      <Tooltip
        triggerRef={{ current: anchor }}
        offset={6}
        className={styles.tooltip}
        render={(tooltip) => <div {...tooltip} aria-hidden data-tooltip-bubble />}
      >
        {text}
        {keys === undefined ? null : <Keys keys={keys} />}
      </Tooltip>
    </TooltipTriggerStateContext>
  );
}
