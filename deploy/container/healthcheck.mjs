// Succeeds when HEALTH_URL answers 200. The image has no curl, and needs none.
const response = await fetch(process.env.HEALTH_URL, { signal: AbortSignal.timeout(2500) });
process.exit(response.status === 200 ? 0 : 1);
