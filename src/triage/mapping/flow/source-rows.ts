import { shownText } from '../../estate/text-with-holes.ts';
import type { GraphColumn, GraphComponent } from '../../ssis/index.ts';
import type { SelectForm } from '../mapping-form.ts';
import { sqlName } from '../sql-names.ts';
import { type FlowRows, rowsOfSource } from './flow-rows.ts';
import { aliasFor, type FlowWork, type MakeRows, noteOf } from './flow-work.ts';

type Source = NonNullable<SelectForm['sources']>[string];

/** What a source or a lookup reads. `relation`: its name, for an alias. */
export interface ReadOutside {
  readonly name: string;
  readonly source: Source;
}

/** The rows of a component that nothing flows into. */
export const sourceRows: MakeRows = (work, component, output) => {
  const { name, source } = readOutside(work, component);
  return rowsOfSource(
    aliasFor(work, name),
    source,
    output.columns,
    (column: GraphColumn) => column.external ?? column.name,
  );
};

/** What a component makes that rules cannot say: a relation that somebody has to provide, with the component's columns. */
export function cutRows(
  work: FlowWork,
  component: GraphComponent,
  columns: readonly GraphColumn[],
  why: string,
): FlowRows {
  const { source } = unprovided(work, component, [component.name], why);
  return rowsOfSource(aliasFor(work, component.name), source, columns, ({ name }) => name);
}

/** The table, query or file that a component reads. */
export function readOutside(work: FlowWork, component: GraphComponent): ReadOutside {
  const { properties } = component;
  const given = (name: string) => properties.get(name) || null;
  const connection = work.flow.connectionOf(component.connection);
  if (connection?.file != null || /flat ?file|raw ?file|excel|xml ?source/i.test(component.title)) {
    const path = given('FileName') ?? connection?.file ?? connection?.name ?? component.name;
    const name = path
      .split(/[\\/]/)
      .at(-1)!
      .replace(/\.\w+$/, '');
    return unprovided(work, component, [name], `it reads the file ${path}`);
  }
  if (connection?.isCache === true)
    return unprovided(
      work,
      component,
      [component.name],
      `it looks into the cache ${connection.name}, which another data flow fills`,
    );
  const unknown = [...component.expressions].find(
    ([property, { pieces }]) =>
      /^(?:SqlCommand|OpenRowset|TableOrViewName)$/.test(property) &&
      pieces.some((piece) => typeof piece !== 'string'),
  );
  if (unknown !== undefined)
    noteOf(
      work,
      component,
      `an expression makes its ${unknown[0]} when the package runs: ${shownText(unknown[1])}. What was saved last is taken.`,
    );
  const mode = given('AccessMode') ?? '';
  const isLookup = component.inputs.length > 0;
  const table = given('OpenRowset') ?? given('TableOrViewName') ?? given('TableName');
  const variable = given('SqlCommandVariable');
  if (variable !== null && !isLookup && (mode === '3' || (table === null && given('SqlCommand') === null))) {
    const sql = work.flow.variableOf(variable);
    if (sql === null || sql === '')
      return unprovided(work, component, [component.name], `its SQL is in the variable ${variable}`);
    noteOf(
      work,
      component,
      `its SQL is that of the variable ${variable}, as the package holds it; a run may set another.`,
    );
    return queryOutside(work, component, sql, connection?.dialect ?? null);
  }
  const sql = given('SqlCommand');
  if (sql !== null && (isLookup || mode === '2' || table === null))
    return queryOutside(work, component, sql, connection?.dialect ?? null);
  if (table !== null && mode !== '1') return tableOutside(work, nameParts(table));
  return unprovided(work, component, [component.name], 'what it reads is not known');
}

const namePart = String.raw`(?:\[[^\]]+\]|"[^"]+"|[\p{L}_#][\p{L}\p{N}_$#]*)`;
const plainQuery = new RegExp(
  String.raw`^\s*select\s+(?:\*|${namePart}(?:\s*,\s*${namePart})*)\s+from\s+(${namePart}(?:\s*\.\s*${namePart})*)\s*;?\s*$`,
  'iu',
);
const procedureCall = new RegExp(String.raw`^\s*exec(?:ute)?\s+(${namePart}(?:\s*\.\s*${namePart})*)`, 'iu');

function queryOutside(
  work: FlowWork,
  component: GraphComponent,
  sql: string,
  dialect: string | null,
): ReadOutside {
  const table = plainQuery.exec(sql)?.[1];
  // Columns by their names: the table itself gives them.
  if (table !== undefined) return tableOutside(work, nameParts(table));
  const procedure = procedureCall.exec(sql)?.[1];
  if (procedure !== undefined) return procedureOutside(work, component, nameParts(procedure), sql);
  const query = work.around.queryOf(sql, dialect);
  if ('problem' in query)
    return unprovided(
      work,
      component,
      [component.name],
      `its query is not translated, ${query.problem}: ${sql.trim().replaceAll(/\s+/g, ' ')}`,
    );
  for (const note of query.notes) noteOf(work, component, `${note.replace(/\.$/, '')}.`);
  return { name: component.name, source: { sql: query.sql } };
}

/** What a procedure returns: its query, where that is all of it. */
function procedureOutside(
  work: FlowWork,
  component: GraphComponent,
  parts: readonly string[],
  sql: string,
): ReadOutside {
  const known = work.around.procedureOf?.(parts) ?? null;
  const call = sql.trim().replaceAll(/\s+/g, ' ');
  const shown = call.length > 200 ? `${call.slice(0, 200)} …` : call;
  const refused = (why: string) =>
    unprovided(work, component, parts, `it reads what a procedure returns${why}: ${shown}`);
  if (known === null) return refused('');
  if ('problem' in known) return refused(`, and ${known.problem}`);
  const query = work.around.queryOf(known.sql, known.dialect);
  if ('problem' in query) return refused(`, whose query is not translated, ${query.problem}`);
  noteOf(work, component, `its rows are those of the query of the procedure ${parts.join('.')}.`);
  for (const note of known.notes) noteOf(work, component, note);
  for (const note of query.notes) noteOf(work, component, `${note.replace(/\.$/, '')}.`);
  const names = resultNames(sql);
  return {
    name: parts.at(-1)!,
    source: {
      sql:
        names.length === 0
          ? query.sql
          : `SELECT * FROM (\n${query.sql.trim().replace(/;$/, '')}\n) AS result(${names.map(sqlName).join(', ')})`,
    },
  };
}

/** Names that a call gives to the columns: `WITH RESULT SETS ((City nvarchar(50), [Valid From] datetime2))`. */
function resultNames(sql: string): readonly string[] {
  const [, list] = /\bwith\s+result\s+sets\s*\(\s*\(([\s\S]*)\)\s*\)\s*;?\s*$/i.exec(sql) ?? [];
  if (list === undefined) return [];
  return list
    .replaceAll(/\([^()]*\)/g, '')
    .split(',')
    .map((column) => nameParts(column.trim())[0] ?? '')
    .filter((name) => name !== '');
}

function tableOutside({ around }: FlowWork, parts: readonly string[]): ReadOutside {
  return { name: parts.at(-1)!, source: around.relationOf(parts) };
}

function unprovided(
  work: FlowWork,
  component: GraphComponent,
  parts: readonly string[],
  why: string,
): ReadOutside {
  const name = parts.map((part) => part.replaceAll(/\W+/g, '_').toLowerCase());
  const relation = name.length > 1 ? work.around.relationOf(parts) : `legacy.${sqlName(name[0]!)}`;
  noteOf(work, component, `${why}. Name the relation that takes the place of ${relation}.`);
  return {
    name: parts.at(-1)!,
    source: { relation, description: `What \`${component.name}\` gives: ${why}` },
  };
}

function nameParts(written: string): readonly string[] {
  return [...written.matchAll(/\[([^\]]+)\]|"([^"]+)"|`([^`]+)`|([^.\s[\]"`]+)/g)].map(
    (match) => (match[1] ?? match[2] ?? match[3] ?? match[4])!,
  );
}
