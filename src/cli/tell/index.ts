/**
 * Tells what a run did: the lake's record of runs, lineage events, and hooks. In: a run's events and its end. Out: diagnostics, warnings at most: nothing here changes how a run ended.
 * What leaves the process holds no value of a variable that project.yml names.
 */
export { failureOf, tellCommit } from './tell-commit.ts';
export { type EarlyFailures, earlyFailures } from './tell-failures.ts';
export { openTelling, type Telling, type TellingRequest, type ToldEnd } from './telling.ts';
