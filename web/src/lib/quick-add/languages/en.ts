import { casual } from "chrono-node/en";
import type { QuickAddLanguage } from "~/lib/quick-add/language.ts";
import { any, meaningOf, meaningsIn, numbersIn, several, type Words } from "~/lib/quick-add/words.ts";
import { addDays, type Day, isoDate, nextMonthDay, type Rule } from "~/lib/recurrence/rule.ts";

const WEEKDAYS: Words<Day> = [
  ["mon(?:days?)?", "MO"],
  ["tue(?:s|sdays?)?", "TU"],
  ["wed(?:nesdays?)?", "WE"],
  ["thu(?:rs?|rsdays?)?", "TH"],
  ["fri(?:days?)?", "FR"],
  ["sat(?:urdays?)?", "SA"],
  ["sun(?:days?)?", "SU"],
];

const MONTHS: Words<number> = [
  ["jan(?:uary)?", 1],
  ["feb(?:ruary)?", 2],
  ["mar(?:ch)?", 3],
  ["apr(?:il)?", 4],
  ["may", 5],
  ["june?", 6],
  ["july?", 7],
  ["aug(?:ust)?", 8],
  ["sept?(?:ember)?", 9],
  ["oct(?:ober)?", 10],
  ["nov(?:ember)?", 11],
  ["dec(?:ember)?", 12],
];

const NUMBERS: Words<number> = [
  ["two|other|second|2nd", 2],
  ["three|third|3rd", 3],
  ["four|fourth|4th", 4],
  ["five|fifth|5th", 5],
  ["six|sixth|6th", 6],
];

const ORDINALS: Words<number> = [
  ["1st|first", 1],
  ["2nd|second", 2],
  ["3rd|third", 3],
  ["4th|fourth", 4],
  ["5th|fifth", 5],
  ["last", -1],
];

const UNITS: Words<Rule["freq"]> = [
  ["days?", "DAILY"],
  ["weeks?", "WEEKLY"],
  ["months?", "MONTHLY"],
  ["years?", "YEARLY"],
];

const ADVERBS: Words<Rule> = [
  ["daily", { freq: "DAILY" }],
  ["weekly", { freq: "WEEKLY" }],
  ["fortnightly|biweekly|every fortnight", { freq: "WEEKLY", interval: 2 }],
  ["monthly", { freq: "MONTHLY" }],
  ["quarterly|every quarter", { freq: "MONTHLY", interval: 3 }],
  ["yearly|annually", { freq: "YEARLY" }],
  [
    "(?:every|each) (?:weekday|workday|working day)|on weekdays|on workdays",
    { freq: "WEEKLY", byDay: ["MO", "TU", "WE", "TH", "FR"] },
  ],
  ["every weekend|on weekends", { freq: "WEEKLY", byDay: ["SA", "SU"] }],
  // The time of the day is left to the parser of dates.
  ["(?:every|each)(?= (?:morning|noon|afternoon|evening|night)\\b)", { freq: "DAILY" }],
];

const EVERY = "(?:every|each)";
const AND = "and|&|or";
const DAY_LIST = several(any(WEEKDAYS), AND);
const NTH_DAY = "\\d{1,2}(?:st|nd|rd|th)";
const NTH_DAYS = several(NTH_DAY, AND);
const INTERVAL = `(?:(?<interval>\\d{1,3}|${any(NUMBERS)}) )?`;
const OF_MONTH = "(?: of (?:the|each|every) month)";

const number = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : /^\d+$/.test(text) ? Number(text) : meaningOf(NUMBERS, text);

export const quickAddEn: QuickAddLanguage = {
  dates: casual,
  rewrites: [
    {
      pattern: "(?:the )?day after tomorrow",
      as: (_, today) => isoDate(addDays(today, 2)),
    },
    {
      pattern: `(?:on|by|due) the (\\d{1,2})(?:st|nd|rd|th)(?! (?:of|${any(MONTHS)}))`,
      as: (match, today) => isoDate(nextMonthDay(today, Number(match[1]))),
    },
    {
      pattern: "(?:at the |by the )?end of (?:the )?month",
      as: (_, today) => isoDate(nextMonthDay(today, -1)),
    },
  ],
  doubtful:
    /^(?:now|sat|sun|mon|wed|fri|mar|jan|jun|may|march|april|june|august|second|\d+ ?(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?|w|weeks?|months?|y|years?))$/i,
  leads: "on|at|by|due|from|starting|before",
  phrases: [
    ...ADVERBS.map(([pattern, rule]) => ({ pattern, rule: () => rule })),
    {
      pattern: `${EVERY} ${INTERVAL}(?<unit>${any(UNITS)})`,
      rule: ({ interval, unit = "" }) => ({
        freq: meaningOf(UNITS, unit) ?? "DAILY",
        interval: number(interval),
      }),
    },
    {
      pattern: `(?:${EVERY} ${INTERVAL}weeks?|weekly) on (?<days>${DAY_LIST})`,
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
      pattern: `on (?<days>${several("(?:mon|tues|wednes|thurs|fri|satur|sun)days", AND)})`,
      rule: ({ days = "" }) => ({ freq: "WEEKLY", byDay: meaningsIn(WEEKDAYS, days) }),
    },
    {
      pattern: `(?:${EVERY} ${INTERVAL}months?|monthly) on the (?<days>${NTH_DAYS}|last day)`,
      rule: ({ interval, days = "" }) => ({
        freq: "MONTHLY",
        interval: number(interval),
        byMonthDay: /last/i.test(days) ? [-1] : numbersIn(days),
      }),
    },
    {
      pattern: `(?:${EVERY}|on the) (?<days>${NTH_DAYS}|last day)${OF_MONTH}|${EVERY} (?<alone>${NTH_DAYS})`,
      rule: ({ days, alone }) => ({
        freq: "MONTHLY",
        byMonthDay: /last/i.test(days ?? "") ? [-1] : numbersIn(days ?? alone ?? ""),
      }),
    },
    {
      pattern: `(?:${EVERY}|on the|the) (?<nth>${any(ORDINALS)}) (?<day>${any(WEEKDAYS)})${OF_MONTH}|${EVERY} last (?<last>${any(WEEKDAYS)})`,
      rule: ({ nth = "last", day, last }) => ({
        freq: "MONTHLY",
        byDay: meaningsIn(WEEKDAYS, day ?? last ?? ""),
        nth: meaningOf(ORDINALS, nth),
      }),
    },
    {
      pattern: `${EVERY} month on the (?<nth>${any(ORDINALS)}) (?<day>${any(WEEKDAYS)})`,
      rule: ({ nth = "", day = "" }) => ({
        freq: "MONTHLY",
        byDay: meaningsIn(WEEKDAYS, day),
        nth: meaningOf(ORDINALS, nth),
      }),
    },
    {
      pattern: `(?:${EVERY}(?: year on)?(?: the)?|yearly on) (?:(?<before>\\d{1,2})(?:st|nd|rd|th)?(?: of)? (?<month>${any(MONTHS)})|(?<month2>${any(MONTHS)}) (?<after>\\d{1,2})(?:st|nd|rd|th)?)`,
      rule: ({ before, after, month, month2 }) => ({
        freq: "YEARLY",
        byMonth: meaningOf(MONTHS, month ?? month2 ?? ""),
        byMonthDay: [Number(before ?? after)],
      }),
    },
  ],
  times: "(?:for )?(?<count>\\d{1,3}) times",
  until: "(?:until|till)",
  fromCompletion: "after (?:it is |it’s |it's )?(?:done|completion|completing it)",
};
