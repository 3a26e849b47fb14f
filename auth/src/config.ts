import type { SigningAlgorithm } from "./token.js";
import { SIGNING_ALGORITHMS } from "./token.js";

/** Where people, sessions and signing keys are kept. */
export type DatabaseLocation =
  | { kind: "sqlite"; path: string }
  | { kind: "postgres"; connectionString: string };

/** Requests allowed in ten seconds from one address to one path. */
export interface RateLimit {
  requests: number;
  /** For the paths that take a password: sign-in, sign-up, password change, account deletion. */
  attempts: number;
}

/** A provider people may sign in with instead of a password. */
export interface Provider {
  id: string;
  name: string;
  clientId: string;
  clientSecret: string;
  /** Microsoft Entra ID only. */
  tenantId?: string;
  /** The generic OpenID Connect provider only. */
  discoveryUrl?: string;
}

/** Everything the service is told from outside. */
export interface Config {
  host: string;
  /** 0 asks the operating system for a free port. */
  port: number;
  /** Origin of the address people open in their browser. */
  publicOrigin: string;
  secret: string;
  database: DatabaseLocation;
  algorithm: SigningAlgorithm;
  /** Seconds after which a new signing key is made; null: never. */
  keyRotationSeconds: number | null;
  issuer: string;
  audience: string;
  signUp: boolean;
  /** Origins of front ends served elsewhere. */
  corsOrigins: string[];
  rateLimit: RateLimit | null;
  providers: Provider[];
}

/** A setting that is missing or wrong; the message says what to do about it. */
export class ConfigError extends Error {}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the service's configuration.
 *
 * @throws {ConfigError} when a variable is missing or cannot be used.
 */
export function readConfig(environment: Environment): Config {
  const read = (name: string): string | undefined => environment[name]?.trim() || undefined;
  const publicOrigin = readPublicOrigin(read("BETTER_AUTH_URL") ?? "http://localhost:8000");
  return {
    host: read("AUTH_HOST") ?? "127.0.0.1",
    port: readInteger("AUTH_PORT", read("AUTH_PORT") ?? "0", 0, 65_535),
    publicOrigin,
    secret: readSecret(environment.BETTER_AUTH_SECRET),
    database: readDatabase(read("AUTH_DATABASE_URL") ?? "sqlite://data/auth.db"),
    algorithm: readAlgorithm(read("JWT_ALGORITHM") ?? "EdDSA"),
    keyRotationSeconds: readKeyRotation(read("JWKS_ROTATION_SECONDS")),
    issuer: read("JWT_ISSUER") ?? publicOrigin,
    audience: read("JWT_AUDIENCE") ?? publicOrigin,
    signUp: readSwitch("SIGN_UP", read("SIGN_UP") ?? "on"),
    corsOrigins: readOrigins(read("CORS_ORIGINS") ?? ""),
    rateLimit: readRateLimit(read("AUTH_RATE_LIMIT") ?? "100,3"),
    providers: readProviders(read),
  };
}

function readPublicOrigin(value: string): string {
  const url = parseHttpUrl("BETTER_AUTH_URL", value);
  if (!["/", "/api/auth", "/api/auth/"].includes(url.pathname) || url.search || url.hash) {
    throw new ConfigError(
      `BETTER_AUTH_URL is ${value}, but this service always answers under /api/auth. ` +
        `Set it to the origin alone: ${url.origin}`,
    );
  }
  return url.origin;
}

const SHORTEST_SECRET_BYTES = 32;

// Text that people leave in place from an example, and the library's own default.
const PLACEHOLDERS =
  /change.?(me|this)|replace.?(me|this)|your.?(own.?)?secret|placeholder|better-auth-secret|super.?secret|secret.?key|password|example/i;
const FEWEST_DISTINCT_CHARACTERS = 10;

function readSecret(value: string | undefined): string {
  const mend = "Set it to 32 random bytes or more, for example from: openssl rand -base64 48";
  if (!value) {
    throw new ConfigError(`BETTER_AUTH_SECRET is not set. ${mend}`);
  }
  if (Buffer.byteLength(value) < SHORTEST_SECRET_BYTES) {
    throw new ConfigError(`BETTER_AUTH_SECRET is shorter than 32 bytes. ${mend}`);
  }
  if (PLACEHOLDERS.test(value) || new Set(value).size < FEWEST_DISTINCT_CHARACTERS) {
    throw new ConfigError(`BETTER_AUTH_SECRET is a placeholder, not a secret. ${mend}`);
  }
  return value;
}

/**
 * Reads the address of a database.
 *
 * @throws {ConfigError} when it is none.
 */
export function readDatabase(value: string): DatabaseLocation {
  if (/^postgres(ql)?:\/\//.test(value)) {
    return { kind: "postgres", connectionString: value };
  }
  const path = /^(?:sqlite:|file:)(?:\/\/)?([^?#]+)$/.exec(value)?.[1];
  if (!path) {
    throw new ConfigError(
      "AUTH_DATABASE_URL must look like sqlite://data/auth.db (relative), " +
        "sqlite:///var/lib/taskward/auth.db (absolute) or postgres://user:password@host/database.",
    );
  }
  return { kind: "sqlite", path };
}

function readAlgorithm(value: string): SigningAlgorithm {
  const algorithm = SIGNING_ALGORITHMS.find((known) => known === value);
  if (!algorithm) {
    throw new ConfigError(
      `JWT_ALGORITHM is ${value}. Choose one of ${SIGNING_ALGORITHMS.join(", ")}.`,
    );
  }
  return algorithm;
}

function readKeyRotation(value: string | undefined): number | null {
  return value === undefined
    ? null
    : readInteger("JWKS_ROTATION_SECONDS", value, 1, Number.MAX_SAFE_INTEGER);
}

function readRateLimit(value: string): RateLimit | null {
  if (value === "off") {
    return null;
  }
  const parts = value.split(",");
  if (parts.length !== 2) {
    throw new ConfigError(
      "AUTH_RATE_LIMIT must be two numbers, for example 100,3 (requests and sign-in attempts " +
        "in ten seconds from one address), or off.",
    );
  }
  const [requests = "", attempts = ""] = parts;
  return {
    requests: readInteger("AUTH_RATE_LIMIT", requests, 1, 1_000_000_000),
    attempts: readInteger("AUTH_RATE_LIMIT", attempts, 1, 1_000_000_000),
  };
}

function readOrigins(value: string): string[] {
  return value
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map((part) => {
      const { origin } = parseHttpUrl("CORS_ORIGINS", part);
      if (origin !== part.replace(/\/$/, "")) {
        throw new ConfigError(`CORS_ORIGINS holds ${part}, which is not an origin. Use ${origin}`);
      }
      return origin;
    });
}

function readProviders(read: (name: string) => string | undefined): Provider[] {
  const providers: Provider[] = [];
  const add = (prefix: string, id: string, name: string, extra: Partial<Provider> = {}) => {
    const clientId = read(`${prefix}_CLIENT_ID`);
    const clientSecret = read(`${prefix}_CLIENT_SECRET`);
    if (clientId && clientSecret) {
      providers.push({ id, name, clientId, clientSecret, ...extra });
    } else if (clientId || clientSecret) {
      throw new ConfigError(
        `${prefix}_CLIENT_ID and ${prefix}_CLIENT_SECRET belong together: set both or neither.`,
      );
    }
  };
  add("GOOGLE", "google", "Google");
  add("GITHUB", "github", "GitHub");
  add("MICROSOFT", "microsoft", "Microsoft", {
    tenantId: read("MICROSOFT_TENANT_ID") ?? "common",
  });
  const discoveryUrl = read("OIDC_DISCOVERY_URL");
  if (read("OIDC_CLIENT_ID") && !discoveryUrl) {
    throw new ConfigError(
      "OIDC_CLIENT_ID is set but OIDC_DISCOVERY_URL is not. " +
        "It ends in /.well-known/openid-configuration.",
    );
  }
  if (discoveryUrl) {
    parseHttpUrl("OIDC_DISCOVERY_URL", discoveryUrl);
    add("OIDC", "oidc", read("OIDC_NAME") ?? "Single sign-on", { discoveryUrl });
  }
  return providers;
}

function readSwitch(name: string, value: string): boolean {
  if (value !== "on" && value !== "off") {
    throw new ConfigError(`${name} is ${value}. It may be on or off.`);
  }
  return value === "on";
}

function readInteger(name: string, value: string, least: number, most: number): number {
  const number = /^\d+$/.test(value.trim()) ? Number(value) : Number.NaN;
  if (!(number >= least && number <= most)) {
    throw new ConfigError(
      `${name} holds ${value}. It takes whole numbers from ${least} to ${most}.`,
    );
  }
  return number;
}

function parseHttpUrl(name: string, value: string): URL {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  if (url?.protocol !== "http:" && url?.protocol !== "https:") {
    throw new ConfigError(
      `${name} holds ${value}. It takes addresses such as https://tasks.home.arpa`,
    );
  }
  return url;
}
