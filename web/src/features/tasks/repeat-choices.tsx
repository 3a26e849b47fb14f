import type { Due } from "~/lib/data/due.ts";
import { dayAt } from "~/lib/days.ts";
import { t } from "~/lib/i18n/t.ts";
import { useNow } from "~/lib/now.ts";
import {
  dayOf,
  type Recurrence,
  recurrenceOf,
  sameRecurrence,
  usualRules,
} from "~/lib/recurrence/recurrence.ts";
import { readDate } from "~/lib/recurrence/rule.ts";
import { recurrenceWords } from "~/lib/recurrence/words.ts";
import { MenuChoice, MenuOverlay } from "~/ui/menu.tsx";
import type { OpenPopupProps } from "~/ui/popup.tsx";

const NONE = "none";
const CUSTOM = "custom";

interface RepeatChoicesProps extends OpenPopupProps {
  readonly due: Due | null;
  readonly recurrence: Recurrence | null;
  readonly onChange: (recurrence: Recurrence | null) => void;
  /** Something else is wanted than what is offered here. */
  readonly onCustom: () => void;
}

/** A menu of the rules that people often want for what is due on that day. */
export default function RepeatChoices({
  due,
  recurrence,
  onChange,
  onCustom,
  ...overlay
}: RepeatChoicesProps) {
  const now = useNow();
  const first = readDate(due === null ? dayAt(now) : dayOf(due));
  const usual = usualRules(first).map((rule) => recurrenceOf(rule, recurrence?.base ?? "due"));
  const present = usual.find((each) => sameRecurrence(each, recurrence)) ?? recurrence;
  const own = present === null || usual.includes(present) ? [] : [present];
  const offered = new Map([...usual, ...own].map((each) => [each.rule, each]));
  return (
    <MenuOverlay {...overlay} label={t("repeat.label")}>
      <MenuChoice
        label={t("repeat.label")}
        value={present?.rule ?? NONE}
        values={[NONE, ...offered.keys(), CUSTOM]}
        name={(value) => {
          const each = offered.get(value);
          if (each !== undefined) return recurrenceWords(each, due);
          return value === NONE ? t("repeat.none") : t("repeat.custom");
        }}
        onChoose={(value) => {
          if (value === CUSTOM) onCustom();
          else onChange(offered.get(value) ?? null);
        }}
      />
    </MenuOverlay>
  );
}
