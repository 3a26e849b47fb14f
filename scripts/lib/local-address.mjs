/**
 * The issuer of a Taskward on this machine. The database of tasks is bound to its issuer, so this
 * one does not move with the port.
 */
const LOCAL_ISSUER = "http://localhost:8000";

/** Lets the public address follow the port, unless somebody set it by hand. */
export function followPort(port) {
  process.env.PORT = String(port);
  if (!process.env.BETTER_AUTH_URL) {
    process.env.BETTER_AUTH_URL = `http://localhost:${port}`;
    process.env.JWT_ISSUER ||= LOCAL_ISSUER;
  }
}
