import { describe, expect, it, vi } from "vitest";
import {
  boundsOf,
  type Description,
  exampleOf,
  groupOperations,
  type Operation,
  typeOf,
} from "~/api-docs/description.ts";
import { prepare, toCurl } from "~/api-docs/request.ts";
import { send } from "~/api-docs/send.ts";
import description from "../../docs/openapi.json";

const api = description as unknown as Description;
const groups = groupOperations(api);

function operation(id: string): Operation {
  const found = groups.flatMap(({ operations }) => operations).find((candidate) => candidate.id === id);
  if (found === undefined) throw new Error(`no operation ${id}`);
  return found;
}

describe("the operations", () => {
  it("are all there, each once, the user's paths last", () => {
    const shown = groups.flatMap(({ operations }) =>
      operations.map(({ method, path }) => `${method} ${path}`),
    );
    const described = Object.entries(description.paths).flatMap(([path, item]) =>
      Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(shown.toSorted()).toEqual(described.toSorted());
    expect(groups.at(-1)?.underUser).toBe(true);
    expect(new Set(groups.flatMap(({ operations }) => operations.map(({ id }) => id))).size).toBe(
      shown.length,
    );
  });

  it("have an example body with what is required", () => {
    const schema = operation("createTask").requestBody?.content["application/json"]?.schema ?? {};
    expect(exampleOf(schema, api)).toEqual({ title: "text" });
  });
});

describe("a schema", () => {
  it("says its type as programmers do", () => {
    expect(typeOf({ type: ["string", "null"], format: "uuid" }, api)).toBe("string (uuid) | null");
    expect(typeOf({ type: "array", items: { $ref: "#/components/schemas/Task" } }, api)).toBe("Task[]");
    expect(typeOf({ oneOf: [{ type: "string" }, { type: "integer" }] }, api)).toBe("string | integer");
    expect(typeOf({}, api)).toBe("any");
  });

  it("says its bounds", () => {
    expect(boundsOf({ minLength: 1, maxLength: 255 })).toEqual(["1 – 255 characters"]);
    expect(boundsOf({ minimum: 1, default: 5 })).toEqual(["≥ 1", "default 5"]);
    expect(boundsOf({ maxItems: 3, enum: ["a", 1] })).toEqual(["≤ 3 items", '"a", 1']);
  });

  it("that holds itself has an end", () => {
    const node = {
      type: "object",
      required: ["next"],
      properties: { next: { $ref: "#/components/schemas/Node" } },
    };
    const recursive: Description = { ...api, components: { schemas: { Node: node } } };
    expect(JSON.stringify(exampleOf({ $ref: "#/components/schemas/Node" }, recursive))).toContain("null");
  });
});

describe("a request", () => {
  const filled = { mediaType: undefined, body: "" };

  it("has its parameters in their places, and leaves empty ones out", () => {
    const parameters = { "path id": "a b/c", "header If-Match": '"3"' };
    expect(prepare(operation("deleteTask"), { ...filled, parameters })).toEqual({
      method: "DELETE",
      address: "/api/tasks/a%20b%2Fc",
      headers: [["If-Match", '"3"']],
      body: undefined,
    });
    const query = { "query q": "a&b", "query limit": "" };
    expect(prepare(operation("listTasks"), { ...filled, parameters: query }).address).toBe(
      "/api/tasks?q=a%26b",
    );
  });

  it("stays under its path, whatever is put into it", () => {
    for (const id of ["..", ".", "../../auth/sign-out", "//evil.example", "{id}", "?a", "#b", "%2e%2e"]) {
      const { address } = prepare(operation("getTask"), { ...filled, parameters: { "path id": id } });
      const { origin, pathname } = new URL(address, "https://tasks.example");
      expect(origin).toBe("https://tasks.example");
      expect(pathname).toMatch(/^\/api\/tasks\/[^/]*$/);
    }
  });

  it("can be written for a terminal, quoted and without a token", () => {
    const request = prepare(operation("createTask"), {
      parameters: {},
      mediaType: "application/json",
      body: `{"title":"it's"}`,
    });
    expect(toCurl(request, "https://tasks.example")).toBe(
      [
        "curl -X POST \\",
        "  'https://tasks.example/api/tasks' \\",
        '  -H "Authorization: Bearer $TOKEN" \\',
        "  -H 'Content-Type: application/json' \\",
        `  --data-raw '{"title":"it'\\''s"}'`,
      ].join("\n"),
    );
  });
});

describe("an answer", () => {
  it("that never ends is shown by its beginning", async () => {
    const cancelled = vi.fn();
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode("id: 7\n\n")),
      cancel: cancelled,
    });
    const headers = { "content-type": "text/event-stream" };
    vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response(stream, { headers }));
    const received = await send(
      prepare(operation("streamEvents"), { parameters: {}, mediaType: undefined, body: "" }),
      null,
    );
    expect(received.body).toBe("id: 7\n\n");
    expect(cancelled).toHaveBeenCalled();
  });
});
