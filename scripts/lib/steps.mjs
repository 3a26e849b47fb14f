/** Seconds since `start`, for people. */
export function elapsed(start) {
  const seconds = Math.round((Date.now() - start) / 1000);
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** Runs one step of a longer job: one line that says what happens and how long it took. */
export async function step(title, work) {
  const start = Date.now();
  const terminal = process.stdout.isTTY;
  process.stdout.write(terminal ? `${title} …` : `${title}\n`);
  try {
    const result = await work();
    if (terminal) {
      process.stdout.write(`\r${title} ✓ ${elapsed(start)}\n`);
    }
    return result;
  } catch (error) {
    if (terminal) {
      process.stdout.write("\n");
    }
    throw error;
  }
}
