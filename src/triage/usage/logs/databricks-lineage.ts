import type { TakeRow } from './log-reader.ts';
import { logTime } from './log-time.ts';
import { textOf } from './logged-read.ts';

interface LineageEvent {
  readonly line: number;
  readonly time: number;
  readonly user: string | null;
  readonly id: string;
  readonly reads: Map<string, Set<string> | null>;
}

/**
 * Joins rows of Databricks' `system.access.column_lineage`, and of `table_lineage`, to the events that they belong to: there is one for each column that a run read, and for each that it wrote. They are told at the end.
 */
export function lineageEvents(
  offsetOf: (local: number) => number,
  take: TakeRow,
): { readonly row: (line: number, cell: (name: string) => unknown) => void; readonly end: () => void } {
  const events = new Map<string, LineageEvent>();
  return {
    row: (line, cell) => {
      const relation = textOf(cell('source_table_full_name'));
      const time = logTime(cell('event_time'), offsetOf);
      if (time === null)
        return take(
          line,
          { kind: 'damaged', problem: `\`${String(cell('event_time')).slice(0, 40)}\` is no time` },
          false,
        );
      // A path has no name, and a row without a source is of something that was only written.
      if (relation === null) return take(line, { kind: 'other' }, false);
      const user = textOf(cell('created_by'));
      const id =
        textOf(cell('event_id')) ??
        [time, user, cell('entity_run_id'), cell('entity_id'), cell('statement_id')].join(' ');
      let event = events.get(id);
      if (event === undefined) {
        event = { line, time, user, id, reads: new Map() };
        events.set(id, event);
      }
      const column = textOf(cell('source_column_name'))?.toLowerCase() ?? null;
      const columns = event.reads.get(relation);
      if (column === null) {
        if (columns === undefined) event.reads.set(relation, null);
      } else if (columns === undefined || columns === null) event.reads.set(relation, new Set([column]));
      else columns.add(column);
    },
    end: () => {
      for (const { line, time, user, id, reads } of events.values())
        take(
          line,
          {
            kind: 'query',
            query: {
              time,
              user,
              application: null,
              dialect: 'databricks',
              namespace: null,
              sql: '',
              calls: 1,
              durationMs: null,
              id,
              reads: [...reads].map(([relation, columns]) => ({
                relation,
                columns: columns === null ? null : [...columns].sort(),
              })),
            },
          },
          false,
        );
      events.clear();
    },
  };
}
