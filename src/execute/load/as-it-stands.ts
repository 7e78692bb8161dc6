import type { Applied } from '../kinds/applied.ts';
import { type BaseTable, rowsOfFiles } from '../kinds/base-table.ts';
import type { LoadJob } from './load-job.ts';
import { type Part, positionAfter } from './read-part.ts';

/** A load that found nothing to change: only the position may have moved. */
export async function asItStands(
  job: LoadJob,
  base: BaseTable,
  part: Part,
  operation: Applied['operation'],
): Promise<Applied> {
  return {
    base,
    gone: [],
    come: [],
    content: base.entry.content,
    operation,
    builds: [],
    reused: false,
    newRows: `SELECT * FROM (${await rowsOfFiles(base, [], job.step.columns)})`,
    load: positionAfter(job, part, null),
  };
}
