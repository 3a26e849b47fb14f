import { type FormEvent, useState } from "react";
import type { Due } from "~/lib/data/due.ts";
import { dueWords } from "~/lib/dates.ts";
import { dayAt } from "~/lib/days.ts";
import { t } from "~/lib/i18n/t.ts";
import { useNow } from "~/lib/now.ts";
import { readRrule } from "~/lib/recurrence/read-rrule.ts";
import { dayOf, dueUnder, type Recurrence, recurrenceOf } from "~/lib/recurrence/recurrence.ts";
import {
  DAYS,
  type Day,
  isoDate,
  nthInMonth,
  type PlainDate,
  type Rule,
  readDate,
  weekday,
} from "~/lib/recurrence/rule.ts";
import { monthDayWords, NTHS, nthWords, recurrenceWords, weekdayName } from "~/lib/recurrence/words.ts";
import { Button } from "~/ui/button.tsx";
import { Dialog } from "~/ui/dialog.tsx";
import { SelectField } from "~/ui/select-field.tsx";
import { TextField } from "~/ui/text-field.tsx";
import styles from "./repeat-dialog.module.css";

const UNITS = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"] as const;
const ENDS = ["never", "until", "count"] as const;
const MONTH_RULES = ["byDay", "byWeekday"] as const;
const BASES = ["due", "completion"] as const;
const MONTH_DAYS = [...Array.from({ length: 31 }, (_, index) => String(index + 1)), "-1"];
/** The most that the contract allows, of an interval as of a count. */
const LIMIT = 999;

/** What stands in the fields; numbers and days as they were typed. */
interface Fields {
  readonly freq: Rule["freq"];
  readonly interval: string;
  readonly weekdays: readonly Day[];
  readonly monthRule: (typeof MONTH_RULES)[number];
  /** One or several, as in `BYMONTHDAY`. */
  readonly monthDays: string;
  readonly nth: string;
  readonly weekday: Day;
  readonly end: (typeof ENDS)[number];
  readonly until: string;
  readonly count: string;
  readonly base: Recurrence["base"];
}

function fieldsOf(recurrence: Recurrence | null, first: PlainDate): Fields {
  const rule = recurrence === null ? null : readRrule(recurrence.rule);
  const day = DAYS[weekday(first)] ?? "MO";
  return {
    freq: rule?.freq ?? "WEEKLY",
    interval: String(rule?.interval ?? 1),
    weekdays: rule?.freq === "WEEKLY" && rule.byDay !== undefined ? rule.byDay : [day],
    monthRule: rule?.freq === "MONTHLY" && rule.byDay !== undefined ? "byWeekday" : "byDay",
    monthDays: rule?.freq === "MONTHLY" && rule.byMonthDay ? rule.byMonthDay.join() : String(first.day),
    nth: String(rule?.nth ?? nthInMonth(first)),
    weekday: rule?.freq === "MONTHLY" ? (rule.byDay?.[0] ?? day) : day,
    end: rule?.until === undefined ? (rule?.count === undefined ? "never" : "count") : "until",
    until: rule?.until === undefined ? "" : isoDate(rule.until),
    count: String(rule?.count ?? 10),
    base: recurrence?.base ?? "due",
  };
}

/** A whole number that the contract allows; null: none. */
function numberOf(text: string): number | null {
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 && number <= LIMIT ? number : null;
}

/** The rule that the fields say; null as long as something is missing or wrong. */
function ruleOf(fields: Fields, first: PlainDate): Rule | null {
  const { freq, weekdays, monthRule, monthDays, nth, end, until } = fields;
  const interval = numberOf(fields.interval);
  const count = numberOf(fields.count);
  if (interval === null || (end === "count" && count === null)) return null;
  if (end === "until" && until < isoDate(first)) return null;
  return {
    freq,
    interval,
    ...(freq === "WEEKLY" && weekdays.length > 0
      ? { byDay: DAYS.filter((day) => weekdays.includes(day)) }
      : {}),
    ...(freq === "MONTHLY" && monthRule === "byDay" ? { byMonthDay: monthDays.split(",").map(Number) } : {}),
    ...(freq === "MONTHLY" && monthRule === "byWeekday" ? { byDay: [fields.weekday], nth: Number(nth) } : {}),
    ...(freq === "YEARLY" ? { byMonth: first.month, byMonthDay: [first.day] } : {}),
    ...(end === "count" && count !== null ? { count } : {}),
    ...(end === "until" ? { until: readDate(until) } : {}),
  };
}

interface RepeatDialogProps {
  readonly due: Due | null;
  readonly recurrence: Recurrence | null;
  readonly onChange: (recurrence: Recurrence | null) => void;
  readonly onClose: () => void;
}

/** Every rule that there are words for, field by field, and the words as they come about. */
export default function RepeatDialog({ due, recurrence, onChange, onClose }: RepeatDialogProps) {
  const now = useNow();
  const first = readDate(due === null ? dayAt(now) : dayOf(due));
  const [fields, setFields] = useState(() => fieldsOf(recurrence, first));
  const change = (changed: Partial<Fields>) => setFields({ ...fields, ...changed });
  const rule = ruleOf(fields, first);
  const chosen = rule === null ? null : recurrenceOf(rule, fields.base);
  const problem = t("repeat.custom.interval", { limit: LIMIT });

  function save(event: FormEvent): void {
    event.preventDefault();
    // For React the editor is around it.
    event.stopPropagation();
    if (chosen === null) return;
    onChange(chosen);
    onClose();
  }

  return (
    <Dialog title={t("repeat.custom.title")} isOpen onClose={onClose}>
      <form className={styles.form} onSubmit={save} noValidate>
        <div className={styles.pair}>
          <TextField
            label={t("repeat.custom.every")}
            type="number"
            inputMode="numeric"
            min={1}
            max={LIMIT}
            autoFocus
            value={fields.interval}
            onChange={(interval) => change({ interval })}
            problem={numberOf(fields.interval) === null ? problem : undefined}
          />
          <SelectField
            label={t("repeat.custom.unit")}
            value={fields.freq}
            values={UNITS}
            name={(unit) => t(`repeat.custom.${unit}`)}
            onChoose={(freq) => change({ freq })}
          />
        </div>
        {fields.freq === "WEEKLY" ? (
          <fieldset className={styles.days}>
            <legend className={styles.legend}>{t("repeat.custom.days")}</legend>
            {DAYS.map((day) => (
              <label key={day} className={styles.day}>
                <input
                  type="checkbox"
                  aria-label={weekdayName(day)}
                  checked={fields.weekdays.includes(day)}
                  onChange={({ target }) =>
                    change({
                      weekdays: target.checked
                        ? [...fields.weekdays, day]
                        : fields.weekdays.filter((other) => other !== day),
                    })
                  }
                />
                <span aria-hidden>{weekdayName(day, "short")}</span>
              </label>
            ))}
          </fieldset>
        ) : null}
        {fields.freq === "MONTHLY" ? (
          <div className={styles.month}>
            <SelectField
              label={t("repeat.custom.month")}
              value={fields.monthRule}
              values={MONTH_RULES}
              name={(kind) => t(`repeat.custom.${kind}`)}
              onChoose={(monthRule) => change({ monthRule })}
            />
            {fields.monthRule === "byDay" ? (
              <SelectField
                label={t("repeat.custom.which")}
                value={fields.monthDays}
                values={
                  MONTH_DAYS.includes(fields.monthDays) ? MONTH_DAYS : [fields.monthDays, ...MONTH_DAYS]
                }
                name={(days) => days.split(",").map(Number).map(monthDayWords).join(", ")}
                onChoose={(monthDays) => change({ monthDays })}
              />
            ) : (
              <div className={styles.pair}>
                <SelectField
                  label={t("repeat.custom.which")}
                  value={fields.nth}
                  values={NTHS}
                  name={(nth) => nthWords(Number(nth))}
                  onChoose={(nth) => change({ nth })}
                />
                <SelectField
                  label={t("repeat.custom.weekday")}
                  value={fields.weekday}
                  values={DAYS}
                  name={(day) => weekdayName(day)}
                  onChoose={(day) => change({ weekday: day })}
                />
              </div>
            )}
          </div>
        ) : null}
        <div className={styles.pair}>
          <SelectField
            label={t("repeat.custom.ends")}
            value={fields.end}
            values={ENDS}
            name={(end) => t(`repeat.custom.${end}`)}
            onChoose={(end) => change({ end })}
          />
          {fields.end === "until" ? (
            <TextField
              label={t("repeat.custom.lastDay")}
              type="date"
              min={isoDate(first)}
              value={fields.until}
              onChange={(until) => change({ until })}
              problem={fields.until < isoDate(first) ? t("repeat.custom.untilMissing") : undefined}
            />
          ) : null}
          {fields.end === "count" ? (
            <TextField
              label={t("repeat.custom.times")}
              type="number"
              inputMode="numeric"
              min={1}
              max={LIMIT}
              value={fields.count}
              onChange={(count) => change({ count })}
              problem={numberOf(fields.count) === null ? problem : undefined}
            />
          ) : null}
        </div>
        <SelectField
          label={t("repeat.custom.base")}
          value={fields.base}
          values={BASES}
          name={(base) => t(base === "due" ? "repeat.custom.fromDue" : "repeat.custom.fromCompletion")}
          onChoose={(base) => change({ base })}
        />
        <p className={styles.words} aria-live="polite">
          {chosen === null ? null : (
            <>
              <strong>{recurrenceWords(chosen, due)}</strong>
              <span>{dueWords(dueUnder(chosen, due, dayAt(now)), now)}</span>
            </>
          )}
        </p>
        <div className={styles.buttons}>
          <Button look="plain" onClick={onClose}>
            {t("app.cancel")}
          </Button>
          <Button type="submit" look="primary" disabled={chosen === null}>
            {t("repeat.custom.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
