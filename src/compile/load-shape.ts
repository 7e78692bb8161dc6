import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import type { Definition } from '../environment/index.ts';
import { decodePlan, inputsOf, type Operator } from '../relation/index.ts';
import type { CompiledColumn, CompiledRead } from './compiled-project.ts';
import { identityColumns } from './sql/identity-columns.ts';
import { placed } from './sql/resolve-references.ts';
import { placeOfRange } from './sql/sql-text.ts';
import type { ModelStatement } from './statements.ts';

/** What a query may not have where only some of its source's rows are read: a row of its result has to follow from one row of the source. */
const reasons: Partial<Record<Operator['kind'], { readonly reason: string; readonly word: RegExp }>> = {
  aggregate: { reason: 'It aggregates', word: /^group$/i },
  pivot: { reason: 'It pivots', word: /^pivot(_wider)?$/i },
  window: { reason: 'It has a window function', word: /^(over|qualify)$/i },
  distinct: { reason: 'It has DISTINCT', word: /^distinct$/i },
  limit: { reason: 'It has LIMIT', word: /^(limit|offset|fetch)$/i },
  sample: { reason: 'It takes a sample', word: /^(sample|tablesample)$/i },
  unnest: { reason: 'It unnests lists', word: /^unnest$/i },
  join: { reason: 'It joins, or has a subquery', word: /^(join|exists|in|select)$/i },
  dependent_join: { reason: 'It joins, or has a subquery', word: /^(join|exists|in|lateral)$/i },
  positional_join: { reason: 'It joins', word: /^join$/i },
  only_row: { reason: 'It has a subquery', word: /^select$/i },
  set_operation: { reason: 'It puts queries together', word: /^(union|intersect|except)$/i },
  recursive_cte: { reason: 'It is recursive', word: /^recursive$/i },
  cte: { reason: 'It reads a CTE more than once', word: /^with$/i },
  table_function: { reason: 'It reads a table function', word: /^from$/i },
};

/** Whether a model with `load` reads its one source row by row, and what of the source its columns are. */
export function checkLoadShape(
  statement: ModelStatement,
  columns: readonly CompiledColumn[],
  reads: readonly CompiledRead[],
  planJson: string,
  inputs: (relation: string) => readonly CompiledColumn[] | undefined,
  volatile: readonly string[],
): Diagnostic[] {
  const { header, spans } = statement.model;
  const { load } = header;
  if (load === null) return [];
  const place = spans.load ?? null;
  const related = place === null ? [] : [{ message: 'asked for here', span: place }];
  const [only] = reads;
  if (only === undefined || reads.length > 1 || only.kind !== 'source') {
    const found =
      reads.length === 0
        ? 'It reads nothing'
        : `It reads ${reads.map((read) => `\`${read.relation}\``).join(', ')}`;
    const reason = `${found}; it must read one source relation and nothing else.`;
    return [diagnose('load-not-possible', { reason }, { subject: reads.at(-1)?.span ?? place, related })];
  }
  if (volatile.length > 0) {
    const reason = `It calls \`${volatile[0]}\`, whose result differs from run to run: every row would look changed.`;
    return [
      diagnose(
        'load-not-possible',
        { reason },
        { ...atWord(statement, new RegExp(`^${volatile[0]}$`, 'i')), related },
      ),
    ];
  }
  const { value: relation } = decodePlan(planJson, statement.model.name);
  const found = relation === null ? null : firstObstacle(relation);
  if (relation === null || found !== null) {
    const known = found === null ? undefined : reasons[found];
    const why = known?.reason ?? 'Lode cannot tell what it does';
    const reason = `${why}; a row of it must follow from one row of the source.`;
    return [
      diagnose(
        'load-not-possible',
        { reason },
        { ...atWord(statement, known?.word ?? /^select$/i), related },
      ),
    ];
  }
  return columnProblems(statement, columns, inputs);
}

/** The names under which the source has the model's key and cursor, by the model's own names for them. */
export function loadOrigins(
  statement: ModelStatement,
  columns: readonly { readonly name: string }[],
  inputs: (relation: string) => readonly CompiledColumn[] | undefined,
): Record<string, string> {
  const from = identities(statement, columns, inputs);
  return Object.fromEntries(
    needed(statement).flatMap((name) => {
      const index = columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
      const origin = from[index];
      return origin === undefined ? [] : [[columns[index]!.name, origin.name]];
    }),
  );
}

/** The definition with what its `load` needs to know of the query. */
export function withOrigins(definition: Definition, origins: Readonly<Record<string, string>>): Definition {
  const load = definition.header.load as Readonly<Record<string, never>>;
  return { ...definition, header: { ...definition.header, load: { ...load, origins: { ...origins } } } };
}

function identities(
  statement: ModelStatement,
  columns: readonly { readonly name: string }[],
  inputs: (relation: string) => readonly CompiledColumn[] | undefined,
) {
  return identityColumns(
    statement.query,
    columns.map(({ name }) => name),
    inputs,
  );
}

function needed({ model: { header } }: ModelStatement): readonly string[] {
  const cursor = header.load?.by === 'cursor' && header.load.column !== null ? [header.load.column] : [];
  return [...cursor, ...header.uniqueKey];
}

const cursorTypes =
  /^(TINYINT|SMALLINT|INTEGER|BIGINT|UTINYINT|USMALLINT|UINTEGER|DECIMAL\(\d+,\d+\)|DATE|TIMESTAMP( WITH TIME ZONE)?)$/;
const timeTypes = /^(DATE|TIMESTAMP( WITH TIME ZONE)?)$/;

function columnProblems(
  statement: ModelStatement,
  columns: readonly CompiledColumn[],
  inputs: (relation: string) => readonly CompiledColumn[] | undefined,
): Diagnostic[] {
  const { header, spans } = statement.model;
  const load = header.load!;
  const from = identities(statement, columns, inputs);
  const found: Diagnostic[] = [];
  const problem = (column: string, what: string, subject = spans.load ?? null) =>
    found.push(diagnose('load-column', { column, problem: what }, { subject }));
  for (const name of needed(statement)) {
    const index = columns.findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
    // A column that is not there is told of elsewhere.
    if (index < 0) continue;
    const column = columns[index]!;
    const isCursor = load.by === 'cursor' && name === load.column;
    if (load.by !== 'snapshot' && from[index] === undefined)
      problem(
        column.name,
        `${isCursor ? 'The source is asked for it' : 'Keys of the source are compared with it'}, and the query computes it: it has to be handed on as the source has it.`,
        isCursor ? spans.load : (spans['unique_key.0'] ?? spans.unique_key),
      );
    else if (isCursor && !cursorTypes.test(column.storedType))
      problem(
        column.name,
        `It is ${column.storedType}; a cursor is a whole number, a DECIMAL, a DATE or a TIMESTAMP (with time zone or without), which every source sorts alike.`,
      );
    else if (isCursor && typeof load.lag === 'string' && !timeTypes.test(column.storedType))
      problem(
        column.name,
        `It is ${column.storedType}, and \`lag: ${load.lag}\` is a length of time: give a number.`,
      );
    else if (isCursor && typeof load.lag === 'number' && load.lag !== 0 && timeTypes.test(column.storedType))
      problem(
        column.name,
        `It is ${column.storedType}, and \`lag: ${load.lag}\` is a number: give a length of time such as \`2 days\`.`,
      );
    else if (
      isCursor &&
      column.storedType === 'DATE' &&
      typeof load.lag === 'string' &&
      /second|minute|hour/.test(load.lag)
    )
      problem(column.name, `It is a DATE, and \`lag: ${load.lag}\` is less than days.`);
  }
  return found;
}

/** The first operator that is more than a projection or a filter of one scan; one that puts relations together before all others, since these may stand in what it reads. */
function firstObstacle(relation: Operator): Operator['kind'] | null {
  const found = obstacles(relation);
  return found.find((kind) => /join|set_operation/.test(kind)) ?? found[0] ?? null;
}

/** Lowest first: a window over an aggregate is first of all one of an aggregate. An order says nothing about which rows there are. */
function obstacles(operator: Operator): Operator['kind'][] {
  const below = inputsOf(operator).flatMap(obstacles);
  const harmless = ['scan', 'project', 'filter', 'sort'].includes(operator.kind);
  return harmless ? below : [...below, operator.kind];
}

function atWord({ text }: ModelStatement, word: RegExp) {
  // The query's own SELECT is never what is meant.
  const token = text.tokens.slice(1).find(({ start, end }) => word.test(text.sql.slice(start, end)));
  const { start, end } = token ?? text.tokens[0]!;
  return placed(placeOfRange(text, start, end));
}
