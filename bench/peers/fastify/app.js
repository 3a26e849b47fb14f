/** The task API: reading, paging, searching, creating, changing, completing. */
import { randomUUID } from "node:crypto";
import Fastify from "fastify";
import { authenticate } from "./auth.js";

const text = { type: "string" };
const textOrNull = { type: ["string", "null"] };
const task = {
  type: "object",
  properties: {
    id: text,
    title: text,
    description: textOrNull,
    completed: { type: "boolean" },
    completed_at: textOrNull,
    created_at: text,
    updated_at: text,
    revision: { type: "integer" },
    priority: { type: "integer" },
    due: textOrNull,
    start: textOrNull,
    list_id: textOrNull,
    labels: textOrNull,
    recurrence: textOrNull,
    position: { type: "string" },
  },
};
const page = {
  type: "object",
  properties: { items: { type: "array", items: task }, next: textOrNull },
};
const newTask = {
  type: "object",
  required: ["title"],
  additionalProperties: false,
  properties: {
    title: { type: "string", minLength: 1, maxLength: 255, pattern: "\\S" },
    description: { type: ["string", "null"], maxLength: 10_000, default: null },
    completed: { type: "boolean", default: false },
    priority: { type: "integer", minimum: 1, maximum: 4, default: 4 },
  },
};
const query = {
  type: "object",
  additionalProperties: false,
  properties: {
    limit: { type: "integer", minimum: 1, maximum: 200, default: 50 },
    cursor: text,
    q: { type: "string", default: "" },
  },
};
const edit = {
  type: "object",
  additionalProperties: false,
  properties: {
    title: { type: "string", minLength: 1, maxLength: 255, pattern: "\\S" },
    description: { type: ["string", "null"], maxLength: 10_000 },
    priority: { type: "integer", minimum: 1, maximum: 4 },
  },
};
const NOTHING = { detail: "There is nothing here." };

/** `tasks` is what `open()` of `database.js` gives. */
export function app(tasks) {
  const fastify = Fastify({ logger: false });
  fastify.decorateRequest("user", null);
  fastify.addHook("onRequest", authenticate);

  const one = { schema: { response: { 200: task } } };
  fastify.get("/api/tasks/:id", one, async (request, reply) => {
    const found = await tasks.read(request.params.id, request.user);
    return found ?? reply.code(404).send(NOTHING);
  });

  const list = { schema: { querystring: query, response: { 200: page } } };
  fastify.get("/api/tasks", list, async (request, reply) => {
    const { limit, cursor, q } = request.query;
    const behind = cursor && Buffer.from(cursor, "base64url").toString().split(" ");
    if (behind && behind.length !== 2) {
      return reply.code(422).send({ detail: "This is no cursor." });
    }
    const words = q.split(/\s+/).filter(Boolean);
    if (words.length > 0 && behind) {
      return reply.code(422).send({ detail: "What is found has one page." });
    }
    const found = await (behind
      ? tasks.next(request.user, ...behind, limit + 1)
      : words.length > 0
        ? tasks.search(request.user, words.map(pattern), limit + 1)
        : tasks.first(request.user, limit + 1));
    const items = found.slice(0, limit);
    return { items, next: found.length > limit ? position(items.at(-1)) : null };
  });

  const create = { schema: { body: newTask, response: { 201: task } } };
  fastify.post("/api/tasks", create, async (request, reply) => {
    const { title, description, completed, priority } = request.body;
    const now = new Date().toISOString();
    const row = {
      id: randomUUID(),
      user_id: request.user,
      title: title.trim(),
      description,
      completed,
      completed_at: completed ? now : null,
      created_at: now,
      updated_at: now,
      revision: 1,
      priority,
      due: null,
      start: null,
      list_id: null,
      labels: null,
      recurrence: null,
      position: Date.parse(now).toString(36),
    };
    await tasks.insert(row);
    return reply.code(201).header("Location", `/api/tasks/${row.id}`).send(row);
  });

  const change = async (request, reply, changes) => {
    const changed = await tasks.change(request.params.id, request.user, (task) => ({
      ...changes(task),
      updated_at: new Date().toISOString(),
      revision: task.revision + 1,
    }));
    return changed ?? reply.code(404).send(NOTHING);
  };

  const edited = { schema: { body: edit, response: { 200: task } } };
  fastify.patch("/api/tasks/:id", edited, (request, reply) =>
    change(request, reply, () => request.body),
  );

  fastify.patch("/api/tasks/:id/complete", one, (request, reply) =>
    change(request, reply, ({ completed }) => ({
      completed: !completed,
      completed_at: completed ? null : new Date().toISOString(),
    })),
  );

  return fastify;
}

/** For `LIKE`: the word, wherever it stands. */
function pattern(word) {
  return `%${word.replace(/[\\%_]/g, "\\$&")}%`;
}

function position({ created_at, id }) {
  return Buffer.from(`${created_at} ${id}`).toString("base64url");
}
