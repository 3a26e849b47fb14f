import { Flag } from "lucide-react";
import { t } from "~/lib/i18n/t.ts";
import { lazyAhead } from "~/ui/lazy-ahead.ts";
import { Popup } from "~/ui/popup.tsx";
import { TextButton } from "~/ui/text-button.tsx";
import { priorityName } from "./priorities.ts";

const PriorityChoices = lazyAhead(() => import("./priority-choices.tsx"));

interface PriorityFieldProps {
  readonly priority: number;
  readonly onChange: (priority: number) => void;
}

/** How urgent a task is, as a button to the menu where that is chosen. */
export function PriorityField({ priority, onChange }: PriorityFieldProps) {
  const words = priorityName(priority);
  return (
    <Popup
      button={(opener) => (
        <TextButton {...opener} aria-label={`${t("priority.label")}: ${words}`}>
          <Flag size={15} aria-hidden />
          {priority === 4 ? t("priority.label") : words}
        </TextButton>
      )}
      content={(overlay) => <PriorityChoices priority={priority} onChange={onChange} {...overlay} />}
    />
  );
}
