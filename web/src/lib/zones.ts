const clocks = new Map<string, Intl.DateTimeFormat | null>();

/** What the clocks of a zone show; null for a zone that this browser does not know. */
function clockOf(zone: string): Intl.DateTimeFormat | null {
  let clock = clocks.get(zone);
  if (clock === undefined) {
    try {
      clock = new Intl.DateTimeFormat("en-US", {
        timeZone: zone,
        hourCycle: "h23",
        year: "numeric",
        month: "2-digit",
        day: "2-digit",
        hour: "2-digit",
        minute: "2-digit",
      });
    } catch {
      clock = null;
    }
    clocks.set(zone, clock);
  }
  return clock;
}

/** The reader's zone by its IANA name. */
export function readersZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
}

/** What a clock shows at a moment, as `2026-12-24T09:00`. */
function shown(clock: Intl.DateTimeFormat, moment: number): string {
  const parts = new Map(clock.formatToParts(moment).map(({ type, value }) => [type, value]));
  const year = (parts.get("year") ?? "").padStart(4, "0");
  return `${year}-${parts.get("month")}-${parts.get("day")}T${parts.get("hour")}:${parts.get("minute")}`;
}

/**
 * The moment, in milliseconds, at which the clocks of a zone show a local time such as `2026-12-24T09:00`. Of two it is the
 * first; a time that clocks leap over counts as many minutes after the leap (RFC 5545, section 3.3.5). A zone that this
 * browser does not know counts as the reader's.
 */
export function momentOf(local: string, zone: string): number {
  const clock = zone === readersZone() ? null : clockOf(zone);
  if (clock === null) return Date.parse(local);
  const asUtc = Date.parse(`${local}Z`);
  const offset = (moment: number): number => Date.parse(`${shown(clock, moment)}Z`) - moment;
  // No zone changes its clocks twice within two days.
  const before = asUtc - offset(asUtc - 86_400_000);
  const after = asUtc - offset(asUtc + 86_400_000);
  return shown(clock, before) === local || shown(clock, after) !== local ? before : after;
}

/** A zone as people call it: `America/Argentina/Buenos_Aires` is "Buenos Aires". */
export function zoneName(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}
