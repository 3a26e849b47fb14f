import type { List } from "~/lib/data/list.ts";

let serial = 0;

/** A list as the server would send it. */
export function aList(fields: Partial<List> = {}): List {
  serial += 1;
  const created = new Date(Date.UTC(2026, 0, 1) + serial * 60_000).toISOString();
  return {
    id: `00000000-0000-8000-9000-${String(serial).padStart(12, "0")}`,
    name: `List ${serial}`,
    colour: "grey",
    position: `a${serial}`,
    archived: false,
    created_at: created,
    updated_at: created,
    revision: serial,
    ...fields,
  };
}
