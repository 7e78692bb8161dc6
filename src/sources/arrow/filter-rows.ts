import type { Data, RecordBatch, Schema } from 'apache-arrow';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { SourceFilter } from '../../ports/index.ts';
import { comparisonWith } from './comparison.ts';

type Test = (row: number) => boolean;

/**
 * A function from a batch to the stretches of its rows that pass all filters, without copying. Filters name columns of `schema` exactly. As in SQL, a comparison with NULL
 * does not pass. Rejects with `source-filter-unsupported`.
 */
export function rowFilter(
  place: { readonly source: string; readonly relation: string },
  schema: Schema,
  filters: readonly SourceFilter[],
): (batch: RecordBatch) => readonly RecordBatch[] {
  const tests = filters.map((filter) => {
    const column = schema.fields.findIndex((field) => field.name === filter.column);
    const test = columnTest(place, filter, schema.fields[column]!.type);
    return (batch: RecordBatch): Test => test(batch.data.children[column]!);
  });
  if (tests.length === 0) return (batch) => [batch];
  return (batch) => {
    const all = tests.map((test) => test(batch));
    const passes = (row: number) => all.every((test) => test(row));
    const stretches: RecordBatch[] = [];
    let row = 0;
    while (row < batch.numRows) {
      if (!passes(row)) row++;
      else {
        const start = row++;
        while (row < batch.numRows && passes(row)) row++;
        stretches.push(batch.slice(start, row));
      }
    }
    return stretches;
  };
}

function columnTest(
  place: { readonly source: string; readonly relation: string },
  { column, operator, value }: SourceFilter,
  type: Data['type'],
): (data: Data) => Test {
  if (operator === 'is null') return (data) => (row) => !isPresent(data, row);
  if (operator === 'is not null') return (data) => (row) => isPresent(data, row);
  // Nothing compares with NULL.
  if (value === null) return () => () => false;
  const comparison = comparisonWith(type, value);
  if (comparison === null)
    throw new DiagnosticError(
      diagnose('source-filter-unsupported', {
        ...place,
        column,
        condition: `${column} ${operator} ${value}`,
        problem: `A column of type ${type} cannot be compared with ${JSON.stringify(value)} here.`,
      }),
    );
  const holds = conditions[operator];
  return (data) => {
    const compare = comparison(data);
    return (row) => {
      const compared = compare(row);
      return compared !== null && holds(compared);
    };
  };
}

const conditions: Readonly<
  Record<Exclude<SourceFilter['operator'], 'is null' | 'is not null'>, (compared: number) => boolean>
> = {
  '=': (compared) => compared === 0,
  '<>': (compared) => compared !== 0,
  '<': (compared) => compared < 0,
  '<=': (compared) => compared <= 0,
  '>': (compared) => compared > 0,
  '>=': (compared) => compared >= 0,
};

/** A dictionary's entry may be null where its key is not. */
function isPresent(data: Data, row: number): boolean {
  if (data.nullCount > 0 && !data.getValid(row)) return false;
  return data.dictionary === undefined || data.dictionary.isValid(Number(data.values[row]));
}
