import { entry } from '../entry.ts';

/** Who is at work on an environment, and what became of runs. */
export const runsEntries = {
  'environment-held': entry<{
    environment: string;
    holder: {
      readonly user: string;
      readonly host: string;
      readonly pid: number;
      readonly command: string;
      readonly since: string;
    } | null;
    seconds: number;
    waited: number | null;
  }>({
    severity: 'error',
    summary: ({ environment, holder }) =>
      holder === null
        ? `another process is at work on ${environment}`
        : `${holder.user} on ${holder.host} is at work on ${environment}: ${holder.command}, process ${holder.pid}, since ${holder.since}`,
    detail: ({ waited }) =>
      waited === null
        ? 'Nothing was done.'
        : `Nothing was done; it was still at work after ${waited} s of waiting.`,
    hint: ({ seconds }) =>
      `Run the command again later, or with \`--wait\`. Should that process have died, its hold ends by itself, after ${seconds} s at most.`,
  }),
  'run-not-recorded': entry<{ problem: string }>({
    severity: 'warning',
    summary: () => 'the record of this run could not be written',
    detail: ({ problem }) => `${problem} What the run did stands all the same.`,
    hint: () => 'See whether the folder `_runs` of the lake may be written to and whether the disk has room.',
  }),
  'lineage-not-delivered': entry<{ problem: string }>({
    severity: 'warning',
    summary: () => 'not all OpenLineage events were delivered',
    detail: ({ problem }) => problem,
    hint: () =>
      'The run itself is not affected. Set `OPENLINEAGE_DISABLED=true` where no events are to be sent.',
  }),
  'hook-failed': entry<{ key: string; what: string; problem: string }>({
    severity: 'warning',
    summary: ({ key, what }) => `${what} of \`${key}\` was not told how the run ended`,
    detail: ({ problem }) => problem,
    hint: () => 'The run itself is not affected. `lode query "FROM lode.runs"` has its record.',
  }),
};
