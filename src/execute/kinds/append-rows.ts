import { contentParts } from '../../quality/index.ts';
import { buildApart } from '../quarantine/build-apart.ts';
import { filesOf } from '../row-change.ts';
import { type Applied, contentOfChange, rowsAfter, rowsOfNewFiles } from './applied.ts';
import type { BaseTable } from './base-table.ts';
import type { ApplicationJob } from './job.ts';

/** Adds the rows that the query gives to those that are there. */
export async function appendRows(job: ApplicationJob, base: BaseTable | null): Promise<Applied> {
  const { lake, session, step, identity } = job;
  const { build, reused, aside } = await buildApart(
    lake,
    session,
    step,
    identity,
    { select: step.select, apart: null, audits: [] },
    job.finder,
  );
  const come = filesOf(build);
  const operation = { name: 'WRITE', parameters: { mode: 'Append' } } as const;
  const newRows = await rowsOfNewFiles(lake, step, come);
  const ofSide = aside === null ? null : { builds: [aside], intervals: [], given: null, anew: base === null };
  const applied = {
    base,
    gone: [],
    come,
    content: '',
    operation,
    builds: [build],
    reused,
    newRows,
    aside: ofSide,
  };
  const content = await contentOfChange(session, step, base, null, contentParts(build.content), () =>
    rowsAfter(lake, step, applied),
  );
  return { ...applied, content };
}
