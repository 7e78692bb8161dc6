import type { RelationLineage, Sources } from '../../src/lineage/index.ts';

/**
 * A file of hand-checked cases: a schema, then cases, each begun by a line `--- what it shows`. After the query, a comment line for each output column and
 * one for the rows say what they come from, in this notation:
 *
 *     -- total <- orders.amount AGGREGATION, rows of orders
 *     -- rows <- orders.status FILTER, rows of orders
 */
export interface LineageCase {
  readonly title: string;
  readonly sql: string;
  readonly expected: readonly string[];
}

export interface CaseFile {
  readonly schema: string;
  readonly cases: readonly LineageCase[];
}

export function readCaseFile(text: string): CaseFile {
  const [schema, ...parts] = text.split(/^--- /m);
  return {
    schema: schema!,
    cases: parts.map((part) => {
      const [title, ...lines] = part.trimEnd().split('\n');
      return {
        title: title!.trim(),
        sql: lines
          .filter((line) => !line.startsWith('-- '))
          .join('\n')
          .trim()
          .replace(/;$/, ''),
        expected: lines.filter((line) => line.startsWith('-- ')).map((line) => line.slice(3).trim()),
      };
    }),
  };
}

/** Lineage in the notation of the files. */
export function writeLineage(lineage: RelationLineage): readonly string[] {
  return [
    ...lineage.columns.map((column) => `${column.name} <- ${writeSources(column)}`.trimEnd()),
    `rows <- ${writeSources(lineage.rows)}`.trimEnd(),
  ];
}

function writeSources(sources: Sources): string {
  const edges = sources.edges.map(
    (edge) => `${edge.relation}.${edge.column} ${edge.subtype}${edge.masking ? ' masked' : ''}`,
  );
  return [...edges.sort(), ...sources.rowsOf.map((relation) => `rows of ${relation}`).sort()].join(', ');
}
