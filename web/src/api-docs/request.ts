import type { Operation } from "./description.ts";

/** What somebody filled in to try an operation. */
export interface Filled {
  /** By place and name; an empty text means: left out. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly mediaType: string | undefined;
  /** An empty text means: no body. */
  readonly body: string;
}

export interface Prepared {
  readonly method: string;
  /** Path and query. */
  readonly address: string;
  readonly headers: ReadonlyArray<readonly [name: string, value: string]>;
  readonly body: string | undefined;
}

export const fieldName = (parameter: { readonly in: string; readonly name: string }) =>
  `${parameter.in} ${parameter.name}`;

/** The request that the filled-in fields make, without its token. */
export function prepare(operation: Operation, { parameters, mediaType, body }: Filled): Prepared {
  let path = operation.path;
  const query = new URLSearchParams();
  const headers: [string, string][] = [];
  for (const parameter of operation.parameters ?? []) {
    const value = parameters[fieldName(parameter)] ?? "";
    if (parameter.in === "path") {
      path = path.replace(`{${parameter.name}}`, () => encodeSegment(value));
    } else if (value !== "" && parameter.in === "query") {
      query.append(parameter.name, value);
    } else if (value !== "" && parameter.in === "header") {
      headers.push([parameter.name, value]);
    }
  }
  const sent = body === "" || mediaType === undefined ? undefined : body;
  if (sent !== undefined && mediaType !== undefined) headers.push(["Content-Type", mediaType]);
  const address = query.size === 0 ? path : `${path}?${query}`;
  return { method: operation.method, address, headers, body: sent };
}

/** A browser would take a segment of dots for a way up, however it is written. */
const encodeSegment = (value: string) => (/^\.{1,2}$/.test(value) ? "" : encodeURIComponent(value));

/** The same request for a terminal. The token stays out of it: such lines end up in histories. */
export function toCurl({ method, address, headers, body }: Prepared, origin: string): string {
  const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
  const parts = [
    method === "GET" ? "curl" : `curl -X ${method}`,
    quoted(origin + address),
    '-H "Authorization: Bearer $TOKEN"',
    ...headers.map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`),
    ...(body === undefined ? [] : [`--data-raw ${quoted(body)}`]),
  ];
  return parts.join(" \\\n  ");
}
