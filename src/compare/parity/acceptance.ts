import { type Diagnostic, diagnose, type Outcome } from '../../diagnostics/index.ts';
import { nearNames } from '../../text/index.ts';
import type { ComparedTables } from '../compare-tables.ts';
import { differenceQuery } from '../difference-query.ts';
import { type CompareSession, textLiteral } from '../sql.ts';
import type { AcceptanceForm } from './form.ts';
import type { Night } from './night.ts';

export interface UsedAcceptance {
  readonly acceptance: AcceptanceForm;
  /** Rows of which it covers a cell, or the whole. */
  readonly rows: number;
  /** Why it covers none of them after all: it is over, or there are more rows than it allows. null where it holds. */
  readonly void: 'over' | 'too-many' | null;
}

/** What is left of a comparison's differences when those that are accepted are taken away. */
export interface Judged {
  readonly used: readonly UsedAcceptance[];
  /** Rows that differ beyond what is accepted. */
  readonly rows: { readonly changed: number; readonly onlyLeft: number; readonly onlyRight: number };
  /** The columns that do, by their left names. */
  readonly columns: readonly string[];
}

/**
 * Holds the differing rows against what is accepted on a night. A changed row is accepted where each of its differing columns is; a row of one side where an acceptance of such rows covers it.
 * Acceptances that are over are looked at as well, so that the reason can name them. Diagnostics: an acceptance names what is not there.
 */
export async function judgeDifferences(
  session: CompareSession,
  { result, comparing }: ComparedTables,
  accepted: readonly AcceptanceForm[],
  night: Night,
): Promise<Outcome<Judged | null>> {
  const resolved = accepted.map((each) => resolveColumns(comparing, each));
  const diagnostics = resolved.flatMap((each) => each.diagnostics);
  if (diagnostics.length > 0) return { value: null, diagnostics };
  const columns = resolved.map((each) => each.value);
  const differences = `(${differenceQuery(comparing, result.method === 'checksum', true)})`;
  const byKey = comparing.keys > 0;
  const differing = byKey ? '_columns' : '[]::VARCHAR[]';
  const kind = byKey ? '_row' : `CASE _row WHEN 'left' THEN 'left' ELSE 'right' END`;
  const times = byKey ? '1' : '_times';
  const covered = (index: number) => {
    const { only_in: side, where } = accepted[index]!;
    const names = columns[index]!;
    const ofCells =
      names === null
        ? '[]::VARCHAR[]'
        : `CASE WHEN ${kind} = 'changed' THEN list_intersect(${differing}, [${names.map(textLiteral).join(', ')}]::VARCHAR[]) ELSE [] END`;
    const ofRow = side === undefined ? 'false' : `${kind} = ${textLiteral(side)}`;
    const condition = where === undefined ? 'true' : `coalesce((${where}\n), false)`;
    return {
      cells: `CASE WHEN ${condition} THEN ${ofCells} ELSE [] END`,
      row: `(${condition} AND ${ofRow})`,
    };
  };
  const items = accepted.flatMap((_, index) => {
    const { cells, row } = covered(index);
    return [`${cells} AS cells_${index}`, `${row} AS row_${index}`];
  });
  const table = 'lode_compare_accepted';
  await session.execute(
    `CREATE OR REPLACE TEMP TABLE ${table} AS SELECT ${[`${kind} AS kind`, `${differing} AS columns`, `${times} AS times`, ...items].join(', ')} FROM ${differences}`,
  );
  const uses = accepted.map(
    (_, index) => `coalesce(sum(times) FILTER (len(cells_${index}) > 0 OR row_${index}), 0)`,
  );
  const [numbers = []] =
    uses.length === 0 ? [] : (await session.query(`SELECT ${uses.join(', ')} FROM ${table}`)).rows;
  const used = accepted.map((acceptance, index): UsedAcceptance => {
    const rows = Number(numbers[index]);
    const tooMany = acceptance.max_rows !== undefined && rows > acceptance.max_rows;
    return { acceptance, rows, void: night > acceptance.until ? 'over' : tooMany ? 'too-many' : null };
  });
  const holding = used.flatMap((each, index) => (each.void === null ? [index] : []));
  const cells = holding.reduce((list, index) => `list_concat(${list}, cells_${index})`, '[]::VARCHAR[]');
  const whole = ['false', ...holding.map((index) => `row_${index}`)].join(' OR ');
  const left = `SELECT kind, times, list_filter(columns, lambda name: NOT list_contains(${cells}, name)) AS columns, (${whole}) AS whole FROM ${table}`;
  const count = (condition: string) => `coalesce(sum(times) FILTER (${condition}), 0)`;
  const { rows } = await session.query(
    `SELECT ${count("kind = 'changed' AND len(columns) > 0")}, ${count("kind = 'left' AND NOT whole")}, ${count("kind = 'right' AND NOT whole")}, list_sort(coalesce(list_distinct(flatten(list(columns) FILTER (kind = 'changed'))), [])) FROM (${left})`,
  );
  const [changed, onlyLeft, onlyRight, names] = rows[0]!;
  return {
    value: {
      used,
      rows: { changed: Number(changed), onlyLeft: Number(onlyLeft), onlyRight: Number(onlyRight) },
      columns: inOrder(comparing, names as readonly string[]),
    },
    diagnostics: [],
  };
}

/** An acceptance's columns by their left names; null where it names none. */
function resolveColumns(
  { pairs, keys }: ComparedTables['comparing'],
  { columns }: AcceptanceForm,
): Outcome<readonly string[] | null> {
  if (columns === undefined) return { value: null, diagnostics: [] };
  const values = pairs.slice(keys);
  const diagnostics: Diagnostic[] = [];
  const found = columns.flatMap((name) => {
    const is = (other: string) => other.toLowerCase() === name.toLowerCase();
    const pair = values.find((each) => is(each.left.name)) ?? values.find((each) => is(each.right.name));
    if (pair !== undefined && keys > 0) return [pair.left.name];
    const known = values.map((each) => each.left.name);
    diagnostics.push(
      diagnose('parity-accepted-column', {
        column: name,
        known,
        near: nearNames(name, known),
        withoutKey: keys === 0,
      }),
    );
    return [];
  });
  return { value: found, diagnostics };
}

function inOrder({ pairs }: ComparedTables['comparing'], names: readonly string[]): readonly string[] {
  return pairs.map((pair) => pair.left.name).filter((name) => names.includes(name));
}
