import type { RecordBatch } from 'apache-arrow';
import type { SourceRead } from '../../ports/index.ts';
import { exactColumn } from '../names.ts';
import { rowFilter } from './filter-rows.ts';

/**
 * The columns, rows and order that a read asks for, out of batches that have more: for connectors whose source cannot choose itself. `names` are the relation's columns; `open` is given those that are
 * needed, and gives batches with at least these. Rejects with `source-column-missing`, `source-filter-unsupported`.
 */
export async function* selectRows(
  place: { readonly source: string; readonly relation: string },
  names: readonly string[],
  read: SourceRead,
  open: (columns: ReadonlySet<string>) => AsyncIterable<RecordBatch>,
): AsyncGenerator<RecordBatch> {
  const exactName = (column: string) => exactColumn(place, names, column);
  const wanted = (read.columns ?? names).map(exactName);
  const filters = read.filters.map((filter) => ({ ...filter, column: exactName(filter.column) }));
  let left = read.limit ?? Number.POSITIVE_INFINITY;
  if (left <= 0) return;
  const needed = new Set([...wanted, ...filters.map((filter) => filter.column)]);
  let choose: { readonly order: number[]; readonly passing: ReturnType<typeof rowFilter> } | null = null;
  for await (const batch of open(needed)) {
    choose ??= {
      order: wanted.map((name) => batch.schema.fields.findIndex((field) => field.name === name)),
      passing: rowFilter(place, batch.schema, filters),
    };
    const { order, passing } = choose;
    for (const rows of passing(batch)) {
      yield rows.slice(0, Math.min(left, rows.numRows)).selectAt(order);
      left -= rows.numRows;
      if (left <= 0) return;
    }
  }
}
