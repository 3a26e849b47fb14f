import { useSessionStatus } from "./current-session.ts";
import type { User } from "./session.ts";

/** The person whose page this is. Only pages behind the sign-in may ask. */
export function useUser(): User {
  const status = useSessionStatus();
  if (!("user" in status)) throw new Error("useUser outside the signed-in pages");
  return status.user;
}
