import { createAuthClient } from "better-auth/client";
import { jwtClient } from "better-auth/client/plugins";

/** Better Auth's own client: same origin, session in an HttpOnly cookie that no script can read. */
export const authClient = createAuthClient({ plugins: [jwtClient()] });
