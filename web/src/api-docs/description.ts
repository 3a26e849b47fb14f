import { t } from "~/lib/i18n/t.ts";

/** What this page reads of an OpenAPI 3.1 description; anything else in it is left alone. */
export interface Description {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, Schema>> };
}

interface OperationObject {
  readonly operationId?: string;
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, Answer>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly description?: string;
  readonly required?: boolean;
  readonly schema?: Schema;
}

export type Content = Readonly<Record<string, { readonly schema?: Schema }>>;

export interface Answer {
  readonly description?: string;
  readonly content?: Content;
}

/** JSON Schema 2020-12, as far as descriptions of an API use it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly example?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly pattern?: string;
}

/** One method of one path. */
export interface Operation extends OperationObject {
  /** Unique on the page, and what follows `#` in its address. */
  readonly id: string;
  readonly method: string;
  readonly path: string;
}

/** Operations that belong together: of one tag, and either under a user's path or not. */
export interface OperationGroup {
  readonly tag: string;
  readonly underUser: boolean;
  readonly operations: readonly Operation[];
}

const METHODS = ["get", "post", "put", "patch", "delete", "head", "options", "trace"];
const USER_PREFIX = /^\/api\/users\/\{[^}]+\}\//;

/** Operations in the order in which the description gives them, grouped. */
export function groupOperations({ paths }: Description): OperationGroup[] {
  const groups = new Map<string, { tag: string; underUser: boolean; operations: Operation[] }>();
  for (const [path, item] of Object.entries(paths)) {
    for (const method of METHODS) {
      const operation = item[method];
      if (operation === undefined) continue;
      const tag = operation.tags?.[0] ?? "";
      const underUser = USER_PREFIX.test(path);
      const key = `${underUser} ${tag}`;
      const group = groups.get(key) ?? { tag, underUser, operations: [] };
      groups.set(key, group);
      const id = operation.operationId ?? `${method} ${path}`;
      group.operations.push({ ...operation, id, method: method.toUpperCase(), path });
    }
  }
  return [...groups.values()].sort((one, other) => Number(one.underUser) - Number(other.underUser));
}

const COMPONENT = "#/components/schemas/";

/** The name that a reference gives a schema; undefined if it stands where it is used. */
export function schemaName({ $ref }: Schema): string | undefined {
  return $ref?.startsWith(COMPONENT) ? $ref.slice(COMPONENT.length) : undefined;
}

/** The schema itself. A reference that leads nowhere is a schema that allows anything. */
export function resolve(schema: Schema, { components }: Description): Schema {
  const name = schemaName(schema);
  return name === undefined ? schema : (components?.schemas?.[name] ?? {});
}

/** A schema's type as programmers write it: `string (uuid) | null`, `Task[]`. */
export function typeOf(schema: Schema, description: Description): string {
  const name = schemaName(schema);
  if (name !== undefined) return name;
  const choices = schema.oneOf ?? schema.anyOf;
  if (choices !== undefined) {
    return [...new Set(choices.map((choice) => typeOf(choice, description)))].join(" | ");
  }
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? []);
  const words = types.map((type) => {
    if (type === "array" && schema.items !== undefined) return `${typeOf(schema.items, description)}[]`;
    return schema.format !== undefined && type !== "null" ? `${type} (${schema.format})` : type;
  });
  return words.length === 0 ? "any" : words.join(" | ");
}

/** The bounds of a value, each as a short text. */
export function boundsOf(schema: Schema): string[] {
  const { minimum, maximum, minLength, maxLength, minItems, maxItems, pattern } = schema;
  const bounds: string[] = [];
  if (minimum !== undefined || maximum !== undefined) bounds.push(range(minimum, maximum));
  if (minLength !== undefined || maxLength !== undefined) {
    bounds.push(t("apiDocs.characters", { range: range(minLength, maxLength) }));
  }
  if (minItems !== undefined || maxItems !== undefined) {
    bounds.push(t("apiDocs.items", { range: range(minItems, maxItems) }));
  }
  if (pattern !== undefined) bounds.push(t("apiDocs.pattern", { pattern }));
  if (schema.enum !== undefined) bounds.push(schema.enum.map((value) => JSON.stringify(value)).join(", "));
  if (schema.default !== undefined)
    bounds.push(t("apiDocs.default", { value: JSON.stringify(schema.default) }));
  return bounds;
}

const range = (least: number | undefined, most: number | undefined) =>
  most === undefined ? `≥ ${least ?? 0}` : least === undefined ? `≤ ${most}` : `${least} – ${most}`;

/** How deep an example goes into schemas that hold each other. */
const DEEPEST = 6;

/** A value that fits a schema, with what must be there and nothing else. */
export function exampleOf(schema: Schema, description: Description, depth = 0): unknown {
  const { example, const: constant, default: usual, enum: values, ...rest } = resolve(schema, description);
  const given = [example, constant, usual, values?.[0]].find((value) => value !== undefined);
  if (given !== undefined) return given;
  if (depth > DEEPEST) return null;
  const part = (inner: Schema) => exampleOf(inner, description, depth + 1);
  const first = (rest.oneOf ?? rest.anyOf)?.[0];
  if (first !== undefined) return part(first);
  if (rest.allOf !== undefined) return Object.assign({}, ...rest.allOf.map(part));
  const type = typeof rest.type === "string" ? rest.type : rest.type?.[0];
  switch (type) {
    case "object": {
      const properties = Object.entries(rest.properties ?? {});
      const required = properties.filter(([name]) => rest.required?.includes(name));
      const shown = required.length > 0 ? required : properties.slice(0, 1);
      return Object.fromEntries(shown.map(([name, inner]) => [name, part(inner)]));
    }
    case "array":
      return rest.items === undefined ? [] : [part(rest.items)];
    case "integer":
    case "number":
      return rest.minimum ?? 0;
    case "boolean":
      return true;
    case "string":
      return rest.format === "date-time" ? "2026-01-31T12:00:00Z" : "text";
    default:
      return null;
  }
}
