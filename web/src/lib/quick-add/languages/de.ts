import { casual } from "chrono-node/de";
import type { QuickAddLanguage } from "~/lib/quick-add/language.ts";
import { any, meaningOf, meaningsIn, numbersIn, several, type Words } from "~/lib/quick-add/words.ts";
import { addDays, DAYS, type Day, isoDate, nextMonthDay, type Rule, weekday } from "~/lib/recurrence/rule.ts";

const WEEKDAYS: Words<Day> = [
  ["montags?", "MO"],
  ["dienstags?", "TU"],
  ["mittwochs?", "WE"],
  ["donnerstags?", "TH"],
  ["freitags?", "FR"],
  ["samstags?|sonnabends?", "SA"],
  ["sonntags?", "SU"],
];

const MONTHS: Words<number> = [
  ["januar|jan\\.?", 1],
  ["februar|feb\\.?", 2],
  ["märz", 3],
  ["april|apr\\.?", 4],
  ["mai", 5],
  ["juni", 6],
  ["juli", 7],
  ["august|aug\\.?", 8],
  ["september|sept?\\.?", 9],
  ["oktober|okt\\.?", 10],
  ["november|nov\\.?", 11],
  ["dezember|dez\\.?", 12],
];

const NUMBERS: Words<number> = [
  ["zwei|zweite[nrs]?|2\\.", 2],
  ["drei|dritte[nrs]?|3\\.", 3],
  ["vier|vierte[nrs]?|4\\.", 4],
  ["fünf|fünfte[nrs]?", 5],
  ["sechs|sechste[nrs]?", 6],
];

const ORDINALS: Words<number> = [
  ["erste[nr]?|1\\.", 1],
  ["zweite[nr]?|2\\.", 2],
  ["dritte[nr]?|3\\.", 3],
  ["vierte[nr]?|4\\.", 4],
  ["letzte[nr]?", -1],
];

const UNITS: Words<Rule["freq"]> = [
  ["tage?", "DAILY"],
  ["wochen?", "WEEKLY"],
  ["monate?", "MONTHLY"],
  ["jahre?", "YEARLY"],
];

const ADVERBS: Words<Rule> = [
  ["täglich", { freq: "DAILY" }],
  ["wöchentlich", { freq: "WEEKLY" }],
  ["zweiwöchentlich|vierzehntägig|14-tägig", { freq: "WEEKLY", interval: 2 }],
  ["monatlich", { freq: "MONTHLY" }],
  ["vierteljährlich|jedes quartal", { freq: "MONTHLY", interval: 3 }],
  ["jährlich", { freq: "YEARLY" }],
  [
    "werktags|wochentags|(?:jeden|an jedem) (?:werktag|wochentag|arbeitstag)",
    { freq: "WEEKLY", byDay: ["MO", "TU", "WE", "TH", "FR"] },
  ],
  ["jedes wochenende|an jedem wochenende", { freq: "WEEKLY", byDay: ["SA", "SU"] }],
];

const EVERY = "(?:jede[nrsm]?|alle|an jedem)";
const AND = "und|&|oder";
const DAY_LIST = several(any(WEEKDAYS), AND);
const NTH_DAYS = several("\\d{1,2}\\.", AND);
const INTERVAL = `(?:(?<interval>\\d{1,3}|${any(NUMBERS)}) )?`;
const OF_MONTH = "(?: im monat| des monats| (?:jedes|jeden) monats?)";

const number = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : /^\d+$/.test(text) ? Number(text) : meaningOf(NUMBERS, text);

export const quickAddDe: QuickAddLanguage = {
  dates: casual,
  rewrites: [
    { pattern: "morgen früh", as: () => "morgen um 9 Uhr" },
    { pattern: "heute nacht", as: () => "heute um 22 Uhr" },
    { pattern: "(?<![\\p{L}] )morgens", as: () => "9 Uhr" },
    { pattern: "abends", as: () => "18 Uhr" },
    { pattern: "kommende([nrs]?)(?= )", as: (match) => `nächste${match[1]}` },
    {
      pattern: `(${any(WEEKDAYS)}) ?(?:früh|morgen|vormittag)`,
      as: (match) => `${match[1]} um 9 Uhr`,
    },
    {
      pattern: "(montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag)(mittag|nachmittag|abend)",
      as: (match) => `${match[1]} ${match[2]}`,
    },
    {
      pattern: "(?:am|bis|zum|bis zum) (\\d{1,2})\\. ?(\\d{1,2})\\.(?! ?\\d)",
      as: (match, today) => {
        const [day, month] = [Number(match[1]), Number(match[2])];
        const past = month < today.month || (month === today.month && day < today.day);
        return isoDate({ year: today.year + (past ? 1 : 0), month, day });
      },
    },
    {
      pattern: `(?:am|bis|zum|bis zum) (\\d{1,2})\\.(?! ?(?:\\d|${any(MONTHS)}))`,
      as: (match, today) => isoDate(nextMonthDay(today, Number(match[1]))),
    },
    {
      pattern: "(?:am|dieses|kommendes) wochenende",
      as: (_, today) => isoDate(addDays(today, Math.max(0, DAYS.indexOf("SA") - weekday(today)))),
    },
    {
      pattern: "(?:am |bis |zum )?(?:ende des monats|monatsende)",
      as: (_, today) => isoDate(nextMonthDay(today, -1)),
    },
  ],
  doubtful:
    /^(?:jetzt|mai|märz|mi|so|do|fr|sa|di|mo|\d+ ?(?:s|sekunden?|min|minuten?|h|std|stunden?|tage?|wochen?|monate?|jahre?))$/i,
  leads: "am|um|ab|bis|bis zum|zum|vor",
  phrases: [
    ...ADVERBS.map(([pattern, rule]) => ({ pattern, rule: () => rule })),
    {
      pattern: "jeden (?:morgen|vormittag)",
      rule: () => ({ freq: "DAILY" }),
    },
    {
      pattern: `${EVERY} ${INTERVAL}(?<unit>${any(UNITS)})`,
      rule: ({ interval, unit = "" }) => ({
        freq: meaningOf(UNITS, unit) ?? "DAILY",
        interval: number(interval),
      }),
    },
    {
      pattern: `(?:${EVERY} ${INTERVAL}wochen? (?:am )?|wöchentlich am )(?<days>${DAY_LIST})`,
      rule: ({ interval, days = "" }) => ({
        freq: "WEEKLY",
        interval: number(interval),
        byDay: meaningsIn(WEEKDAYS, days),
      }),
    },
    {
      pattern: `${EVERY} ${INTERVAL}(?<days>${DAY_LIST})`,
      rule: ({ interval, days = "" }) => ({
        freq: "WEEKLY",
        interval: number(interval),
        byDay: meaningsIn(WEEKDAYS, days),
      }),
    },
    {
      pattern: `(?<days>${several("(?:mon|diens|donners|frei|sams|sonn)tags|mittwochs", AND)})`,
      rule: ({ days = "" }) => ({ freq: "WEEKLY", byDay: meaningsIn(WEEKDAYS, days) }),
    },
    {
      pattern: `(?:${EVERY} ${INTERVAL}monate?|monatlich) am (?<days>${NTH_DAYS}|letzten tag)`,
      rule: ({ interval, days = "" }) => ({
        freq: "MONTHLY",
        interval: number(interval),
        byMonthDay: /letzte/i.test(days) ? [-1] : numbersIn(days),
      }),
    },
    {
      pattern: `am (?<days>${NTH_DAYS}|letzten tag) (?:jedes|jeden) monats?`,
      rule: ({ days = "" }) => ({
        freq: "MONTHLY",
        byMonthDay: /letzte/i.test(days) ? [-1] : numbersIn(days),
      }),
    },
    {
      pattern: `(?:jede[nr]?|am|an jedem) (?<nth>${any(ORDINALS)}) (?<day>${any(WEEKDAYS)})${OF_MONTH}|jeden letzten (?<last>${any(WEEKDAYS)})`,
      rule: ({ nth = "letzten", day, last }) => ({
        freq: "MONTHLY",
        byDay: meaningsIn(WEEKDAYS, day ?? last ?? ""),
        nth: meaningOf(ORDINALS, nth),
      }),
    },
    {
      pattern: `(?:jedes jahr am|jährlich am|jeden|an jedem) (?<day>\\d{1,2})\\. ?(?:(?<month>${any(MONTHS)})|(?<number>\\d{1,2})\\.)`,
      rule: ({ day, month, number: written }) => ({
        freq: "YEARLY",
        byMonth: month === undefined ? Number(written) : meaningOf(MONTHS, month),
        byMonthDay: [Number(day)],
      }),
    },
  ],
  times: "(?<count>\\d{1,3}) ?mal",
  until: "bis(?: zum)?",
  fromCompletion: "nach (?:dem |der )?(?:erledigen|erledigung|abschluss)",
};
