import { elapsed } from "./steps.mjs";

/** Runs the stages in order, each under a heading; the first failure ends the job. */
export async function runStages(stages) {
  const start = Date.now();
  for (const [title, work] of stages) {
    const begun = Date.now();
    console.log(`\n== ${title}`);
    await work();
    console.log(`== ${title}: done in ${elapsed(begun)}`);
  }
  console.log(`\nAll ${stages.length} stages passed in ${elapsed(start)}.`);
}
