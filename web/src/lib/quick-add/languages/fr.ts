import { casual } from "chrono-node/fr";
import type { QuickAddLanguage } from "~/lib/quick-add/language.ts";
import { TAKEN } from "~/lib/quick-add/range.ts";
import { any, meaningOf, meaningsIn, numbersIn, several, type Words } from "~/lib/quick-add/words.ts";
import { addDays, DAYS, type Day, isoDate, nextMonthDay, type Rule, weekday } from "~/lib/recurrence/rule.ts";

const WEEKDAYS: Words<Day> = [
  ["lundis?", "MO"],
  ["mardis?", "TU"],
  ["mercredis?", "WE"],
  ["jeudis?", "TH"],
  ["vendredis?", "FR"],
  ["samedis?", "SA"],
  ["dimanches?", "SU"],
];

const MONTHS: Words<number> = [
  ["janvier|janv\\.?", 1],
  ["février|févr\\.?", 2],
  ["mars", 3],
  ["avril", 4],
  ["mai", 5],
  ["juin", 6],
  ["juillet", 7],
  ["août", 8],
  ["septembre|sept\\.?", 9],
  ["octobre|oct\\.?", 10],
  ["novembre|nov\\.?", 11],
  ["décembre|déc\\.?", 12],
];

const NUMBERS: Words<number> = [
  ["deux", 2],
  ["trois", 3],
  ["quatre", 4],
  ["cinq", 5],
  ["six", 6],
];

const ORDINALS: Words<number> = [
  ["premiers?|première|1er", 1],
  ["deuxièmes?|seconds?|2e", 2],
  ["troisièmes?|3e", 3],
  ["quatrièmes?|4e", 4],
  ["derniers?|dernière", -1],
];

const UNITS: Words<Rule["freq"]> = [
  ["jours?", "DAILY"],
  ["semaines?", "WEEKLY"],
  ["mois", "MONTHLY"],
  ["ans?|années?", "YEARLY"],
];

const ADVERBS: Words<Rule> = [
  ["quotidiennement|quotidien", { freq: "DAILY" }],
  ["hebdomadaire", { freq: "WEEKLY" }],
  ["mensuellement|mensuel", { freq: "MONTHLY" }],
  ["trimestriellement|trimestriel|(?:tous les|chaque) trimestres?", { freq: "MONTHLY", interval: 3 }],
  ["annuellement|annuel", { freq: "YEARLY" }],
  [
    "(?:tous les jours|chaque jour) (?:ouvrés?|ouvrables?)|en semaine",
    { freq: "WEEKLY", byDay: ["MO", "TU", "WE", "TH", "FR"] },
  ],
  ["(?:tous les|chaque) week-ends?", { freq: "WEEKLY", byDay: ["SA", "SU"] }],
  ["(?:tous les|chaque)(?= (?:matin|soir)s?\\b)", { freq: "DAILY" }],
];

const EVERY = "(?:tous les|toutes les|chaque)";
const AND = "et|&|ou";
const DAY_LIST = several(`(?:les )?${any(WEEKDAYS)}`, AND);
const NTH_DAYS = several("(?:le )?(?:1er|\\d{1,2})", AND);
const INTERVAL = `(?:(?<interval>\\d{1,3}|${any(NUMBERS)}) )?`;
const OF_MONTH = "(?: (?:du|de chaque|de tous les) mois)";

const number = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : /^\d+$/.test(text) ? Number(text) : meaningOf(NUMBERS, text);

export const quickAddFr: QuickAddLanguage = {
  dates: casual,
  rewrites: [
    { pattern: "après-demain", as: (_, today) => isoDate(addDays(today, 2)) },
    { pattern: `(?<=(?:à|demain|aujourd'hui|${any(WEEKDAYS)}) )midi`, as: () => "12h00" },
    { pattern: `(?<=(?:à|demain|${any(WEEKDAYS)}) )minuit`, as: () => "0h00" },
    { pattern: "(?<!la )semaine prochaine", as: () => "la semaine prochaine" },
    { pattern: `(?<=${TAKEN} )matins?`, as: () => "9h00" },
    { pattern: `(?<=${TAKEN} )soirs?`, as: () => "18h00" },
    {
      pattern: `(?:le|pour le|avant le) (1er|\\d{1,2})(?! ?(?:\\d|h|:|/|${any(MONTHS)}))`,
      as: (match, today) => isoDate(nextMonthDay(today, Number.parseInt(match[1] ?? "", 10))),
    },
    {
      pattern: "ce week-end",
      as: (_, today) => isoDate(addDays(today, Math.max(0, DAYS.indexOf("SA") - weekday(today)))),
    },
    { pattern: "(?:à la |en )?fin d[ue] mois", as: (_, today) => isoDate(nextMonthDay(today, -1)) },
  ],
  doubtful: /^(?:maintenant|mai|mars|\d+ ?(?:s|secondes?|min|minutes?|heures?|jours?|semaines?|mois|ans?))$/i,
  leads: "le|à|pour|pour le|avant|avant le|dès|vers|à partir de|à partir du",
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
      pattern: `une? (?<unit>${any(UNITS)}) sur (?<interval>\\d{1,3}|${any(NUMBERS)})`,
      rule: ({ interval, unit = "" }) => ({
        freq: meaningOf(UNITS, unit) ?? "DAILY",
        interval: number(interval),
      }),
    },
    {
      pattern: `${EVERY} ${INTERVAL}semaines? les? (?<days>${DAY_LIST})`,
      rule: ({ interval, days = "" }) => ({
        freq: "WEEKLY",
        interval: number(interval),
        byDay: meaningsIn(WEEKDAYS, days),
      }),
    },
    {
      pattern: `${EVERY} (?<days>${DAY_LIST})|un (?<one>${any(WEEKDAYS)}) sur (?<interval>\\d{1,3}|${any(NUMBERS)})`,
      rule: ({ interval, days, one }) => ({
        freq: "WEEKLY",
        interval: number(interval),
        byDay: meaningsIn(WEEKDAYS, days ?? one ?? ""),
      }),
    },
    {
      pattern: `${EVERY} ${INTERVAL}mois le (?<days>${NTH_DAYS}|dernier jour)`,
      rule: ({ interval, days = "" }) => ({
        freq: "MONTHLY",
        interval: number(interval),
        byMonthDay: /dernier/i.test(days) ? [-1] : numbersIn(days),
      }),
    },
    {
      pattern: `le (?:(?<days>${NTH_DAYS}) de (?:chaque|tous les) mois|dernier jour${OF_MONTH})`,
      rule: ({ days }) => ({ freq: "MONTHLY", byMonthDay: days === undefined ? [-1] : numbersIn(days) }),
    },
    {
      pattern: `(?:le|chaque) (?<nth>${any(ORDINALS)}) (?<day>${any(WEEKDAYS)})${OF_MONTH}`,
      rule: ({ nth = "", day = "" }) => ({
        freq: "MONTHLY",
        byDay: meaningsIn(WEEKDAYS, day),
        nth: meaningOf(ORDINALS, nth),
      }),
    },
    {
      pattern: `(?:tous les ans le|chaque année le|chaque|tous les) (?<day>1er|\\d{1,2}) (?<month>${any(MONTHS)})`,
      rule: ({ day = "", month = "" }) => ({
        freq: "YEARLY",
        byMonth: meaningOf(MONTHS, month),
        byMonthDay: numbersIn(day),
      }),
    },
  ],
  times: "(?<count>\\d{1,3}) fois",
  until: "jusqu(?:'au|'à)",
  fromCompletion: "(?:après l'(?:achèvement|exécution)|une fois (?:fait|faite|terminée?))",
};
