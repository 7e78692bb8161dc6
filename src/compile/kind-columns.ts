import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import { loadColumns } from '../environment/index.ts';
import type { CompiledColumn } from './compiled-project.ts';
import type { ModelStatement } from './statements.ts';
import { validityColumns } from './validity.ts';

/** What readers of the change data feed find beside a table's own columns. */
const changeFeedColumns = ['_change_type', '_commit_version', '_commit_timestamp'];

/** What a model's kind asks of the columns of its query. */
export function kindColumns(statement: ModelStatement, columns: readonly CompiledColumn[]): Diagnostic[] {
  const { header, spans } = statement.model;
  const found: Diagnostic[] = [];
  const columnOf = (name: string | null) =>
    name === null ? undefined : columns.find((column) => column.name.toLowerCase() === name.toLowerCase());
  const time = columnOf(header.timeColumn);
  const types =
    header.interval === 'hour' ? /^TIMESTAMP( WITH TIME ZONE)?$/ : /^(DATE|TIMESTAMP( WITH TIME ZONE)?)$/;
  if (time !== undefined && !types.test(time.storedType))
    found.push(
      diagnose(
        'time-column-type',
        { column: time.name, type: time.storedType },
        { subject: spans.time_column ?? null },
      ),
    );
  const updated = columnOf(header.updatedAt);
  if (updated !== undefined && !/^(DATE|TIMESTAMP( WITH TIME ZONE)?)$/.test(updated.storedType))
    found.push(
      diagnose(
        'updated-at-type',
        { column: updated.name, type: updated.storedType },
        { subject: spans.updated_at ?? null },
      ),
    );
  const marker = columnOf(header.deleteMarker);
  if (marker !== undefined && marker.storedType !== 'BOOLEAN')
    found.push(
      diagnose(
        'delete-marker-type',
        { column: marker.name, type: marker.storedType },
        { subject: spans.delete_marker ?? null },
      ),
    );
  if (header.load !== null)
    for (const name of [...loadColumns, ...(header.load.keep === 'current' ? changeFeedColumns : [])]) {
      const own = columnOf(name);
      if (own !== undefined)
        found.push(
          diagnose('load-column-taken', { column: own.name }, { subject: own.span ?? spans.load ?? null }),
        );
    }
  if (header.kind === 'scd_type_2')
    for (const name of validityColumns) {
      const own = columnOf(name);
      if (own !== undefined)
        found.push(
          diagnose(
            'validity-column-taken',
            { column: own.name },
            { subject: own.span ?? spans.kind ?? null },
          ),
        );
    }
  return found;
}
