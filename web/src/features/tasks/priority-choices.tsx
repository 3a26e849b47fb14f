import { useEffect } from "react";
import { t } from "~/lib/i18n/t.ts";
import { MenuChoice, MenuOverlay } from "~/ui/menu.tsx";
import type { OpenPopupProps } from "~/ui/popup.tsx";
import { PRIORITIES, priorityName } from "./priorities.ts";

interface PriorityChoicesProps extends OpenPopupProps {
  readonly priority: number;
  readonly onChange: (priority: number) => void;
}

/** A menu of the four priorities; the keys 1 to 4 choose in it, too. */
export default function PriorityChoices({ priority, onChange, ...overlay }: PriorityChoicesProps) {
  const { onClose } = overlay;
  useEffect(() => {
    const onKeyDown = ({ key }: KeyboardEvent) => {
      if (!PRIORITIES.includes(key)) return;
      onChange(Number(key));
      onClose();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [onChange, onClose]);

  return (
    <MenuOverlay {...overlay} label={t("priority.label")}>
      <MenuChoice
        label={t("priority.label")}
        value={String(priority)}
        values={PRIORITIES}
        name={(value) => priorityName(Number(value))}
        shortcut={(value) => value}
        onChoose={(value) => onChange(Number(value))}
      />
    </MenuOverlay>
  );
}
