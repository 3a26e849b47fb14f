/** The task API: reading one task, reading a page, creating. */
import { randomUUID } from "node:crypto";
import Fastify from "fastify";
import { authenticate } from "./auth.js";
import { statements } from "./database.js";

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
  },
};
const query = {
  type: "object",
  additionalProperties: false,
  properties: {
    limit: { type: "integer", minimum: 1, maximum: 200, default: 50 },
    cursor: text,
  },
};

export function app(database) {
  const sql = statements(database);
  const fastify = Fastify({ logger: false });
  fastify.decorateRequest("user", null);
  fastify.addHook("onRequest", authenticate);

  fastify.get("/api/tasks/:id", { schema: { response: { 200: task } } }, (request, reply) => {
    const found = sql.read.get(request.params.id, request.user);
    return found ? shown(found) : reply.code(404).send({ detail: "There is nothing here." });
  });

  const list = { schema: { querystring: query, response: { 200: page } } };
  fastify.get("/api/tasks", list, (request, reply) => {
    const { limit, cursor } = request.query;
    const behind = cursor && Buffer.from(cursor, "base64url").toString().split(" ");
    if (behind && behind.length !== 2) {
      return reply.code(422).send({ detail: "This is no cursor." });
    }
    const found = behind
      ? sql.next.all(request.user, ...behind, limit + 1)
      : sql.first.all(request.user, limit + 1);
    const items = found.slice(0, limit);
    return { items: items.map(shown), next: found.length > limit ? position(items.at(-1)) : null };
  });

  const create = { schema: { body: newTask, response: { 201: task } } };
  fastify.post("/api/tasks", create, (request, reply) => {
    const { title, description, completed } = request.body;
    const now = new Date().toISOString();
    const row = {
      id: randomUUID(),
      user_id: request.user,
      title: title.trim(),
      description,
      completed: Number(completed),
      completed_at: completed ? now : null,
      created_at: now,
      updated_at: now,
      revision: 1,
    };
    sql.insert.run(row);
    return reply.code(201).header("Location", `/api/tasks/${row.id}`).send(shown(row));
  });

  return fastify;
}

/** SQLite has no booleans. */
function shown(row) {
  return { ...row, completed: row.completed === 1 };
}

function position({ created_at, id }) {
  return Buffer.from(`${created_at} ${id}`).toString("base64url");
}
