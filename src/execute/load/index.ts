/**
 * Loads: how the rows of a source come into a bronze table that keeps those of earlier loads. In: a model with `load`, what stands of it and how far that has followed the
 * source. Out: what the load makes of the table, and the position that belongs to these rows. Never writes to a source.
 */
import { loadOf } from '../../environment/index.ts';
import type { Applied } from '../kinds/applied.ts';
import type { BaseTable } from '../kinds/base-table.ts';
import type { ApplicationJob } from '../kinds/job.ts';
import { appendNew } from './append-new.ts';
import { type LoadContext, loadJob, mustStandAtSource } from './load-job.ts';
import { mergeChanges } from './merge-changes.ts';
import { withRelation } from './private-relation.ts';
import { readPart } from './read-part.ts';

export type { LoadContext } from './load-job.ts';
export { standingPosition } from './standing-position.ts';

/** Loads what is new or has changed; `base` null: everything. */
export async function loadRows(
  job: ApplicationJob,
  load: LoadContext,
  base: BaseTable | null,
): Promise<Applied> {
  const rule = loadOf(job.step.definition)!;
  const known = { ...load, position: base === null ? null : load.position };
  const whole = await loadJob(job, known, rule);
  mustStandAtSource(whole);
  const part = await readPart(whole);
  return withRelation(whole, part.select, () =>
    job.step.kind === 'append' ? appendNew(whole, base, part) : mergeChanges(whole, base, part),
  );
}
