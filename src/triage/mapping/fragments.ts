import { sqlTokens } from '../../text/index.ts';
import { longColumn, type MappingPath } from './mapping.ts';
import type { ArmForm, MappingForm, SelectForm } from './mapping-form.ts';

/** A piece of SQL that a mapping holds. */
export interface Fragment {
  readonly path: MappingPath;
  readonly sql: string;
  /** `list`: several expressions may stand in it. */
  readonly kind: 'column' | 'expression' | 'list';
}

/** All pieces of SQL of a mapping that stand for an expression, in the order of the file's keys; whole queries are none of them. */
export function fragmentsOf(form: MappingForm): readonly Fragment[] {
  const order = (form.order_by ?? []).map((sql, at) => one(['order_by', at], sql, 'list'));
  return [
    ...Object.entries(form.with ?? {}).flatMap(([name, step]) => ofQuery(step, ['with', name])),
    ...ofQuery(form, []),
    ...order,
  ];
}

function ofQuery(query: SelectForm, path: MappingPath): Fragment[] {
  const arms = (query.union ?? []).flatMap((arm: ArmForm, at) => ofSelect(arm, [...path, 'union', at]));
  return [...ofSelect(query, path), ...arms];
}

function ofSelect(select: Omit<SelectForm, 'union'>, path: MappingPath): Fragment[] {
  if (select.sql !== undefined) return [];
  const conditions = (['filters', 'having', 'qualify'] as const).flatMap((key) =>
    (select[key] ?? []).map((sql, at) => one([...path, key, at], sql)),
  );
  const groups = Array.isArray(select.group_by) ? select.group_by : [];
  const columns = new Set(Object.keys(select.columns ?? {}).map((name) => name.toLowerCase()));
  return [
    ...(select.joins ?? []).flatMap(({ on }, at) =>
      on === undefined ? [] : [one([...path, 'joins', at, 'on'], on)],
    ),
    ...conditions,
    ...Object.entries(select.columns ?? {}).flatMap(([name, column]) => {
      const at = [...path, 'columns', name];
      const { direct, expression, lookup, aggregate } = longColumn(column);
      return [
        ...(direct === undefined
          ? []
          : [one(typeof column === 'string' ? at : [...at, 'direct'], direct, 'column')]),
        ...(expression === undefined ? [] : [one([...at, 'expression'], expression)]),
        ...Object.entries(lookup?.match ?? {}).map(([key, sql]) => one([...at, 'lookup', 'match', key], sql)),
        ...(aggregate?.of === undefined ? [] : [one([...at, 'aggregate', 'of'], aggregate.of, 'list')]),
        ...(aggregate?.where === undefined ? [] : [one([...at, 'aggregate', 'where'], aggregate.where)]),
      ];
    }),
    ...groups.flatMap((sql, at) =>
      columns.has(sql.toLowerCase()) ? [] : [one([...path, 'group_by', at], sql, 'list')],
    ),
  ];
}

function one(path: MappingPath, sql: string, kind: Fragment['kind'] = 'expression'): Fragment {
  return { path, sql, kind };
}

/** What is wrong with a piece of SQL as a piece: that it would reach out of its place. null: nothing that its words show. */
export function fragmentProblem({ sql, kind }: Fragment): { problem: string; hint: string } | null {
  // What a macro gives is known when it is rendered.
  if (sql.includes('{{')) return null;
  const words = sqlTokens(sql).flatMap(({ kind: of, start, end }) =>
    of === 'comment' ? [] : [{ of, text: sql.slice(start, end), key: sql.slice(start, end).toUpperCase() }],
  );
  if (words.length === 0)
    return { problem: 'it is empty', hint: 'Write an expression of DuckDB’s, or leave the key out.' };
  if (kind === 'column' && words.at(-1)?.text === '*')
    return { problem: '`*` is no column', hint: 'List the columns one by one: each has its rule.' };
  if (kind === 'column' && !isColumnName(words))
    return {
      problem: `\`${brief(sql)}\` is no column of a source`,
      hint: `What is computed is an \`expression\`: \`{expression: ${quoted(brief(sql))}}\`.`,
    };
  const open: string[] = [];
  for (const [index, { of, text, key }] of words.entries()) {
    if (of === 'string' || of === 'quoted' || of === 'number') continue;
    if (text === ';')
      return { problem: 'it holds a `;`', hint: 'A rule is one expression: leave the `;` away.' };
    if ('([{'.includes(text)) open.push(text);
    else if (of === 'word' && key === 'CASE' && words[index - 1]?.text !== '.') open.push('CASE');
    else if (')]}'.includes(text) || (key === 'END' && open.at(-1) === 'CASE')) {
      const was = open.pop();
      if (was === undefined || pairs[was] !== key)
        return {
          problem:
            was === undefined
              ? `it closes a \`${text}\` that it has not opened`
              : `\`${was}\` is closed by \`${text}\``,
          hint: 'Every bracket of a rule opens and closes in the rule.',
        };
    } else if (open.length === 0) {
      const stray = strayAt(words, index, kind);
      if (stray !== null) return stray;
    }
  }
  const left = open.at(-1);
  if (left === undefined) return null;
  return {
    problem: left === 'CASE' ? 'its CASE has no END' : `its \`${left}\` is not closed`,
    hint: left === 'CASE' ? 'Write `CASE WHEN … THEN … END`.' : `Add the \`${pairs[left]}\`.`,
  };
}

interface FragmentWord {
  readonly of: string;
  readonly text: string;
  readonly key: string;
}

const pairs: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}', CASE: 'END' };

function strayAt(words: readonly FragmentWord[], index: number, kind: Fragment['kind']) {
  const { text, key, of } = words[index]!;
  if (text === ',' && kind !== 'list')
    return {
      problem: 'it holds two expressions, with a comma between them',
      hint: 'One rule gives one value.',
    };
  if (of !== 'word' || words[index - 1]?.text === '.' || words[index + 1]?.text === '.') return null;
  if (key === 'AS' && index > 0)
    return {
      problem: `it gives itself a name: \`AS ${words[index + 1]?.text ?? ''}\``,
      hint: 'The name of a column stands before its rule.',
    };
  const isClause =
    (key === 'FROM' && words[index - 1]?.key !== 'DISTINCT') ||
    (/^(SELECT|WHERE)$/.test(key) && words.length > 1);
  if (isClause)
    return {
      problem: `it holds ${key}, outside of brackets`,
      hint: 'A query in a rule stands in brackets; rows are chosen by `filters`, for a whole query there is `sql`.',
    };
  return null;
}

function isColumnName(words: readonly FragmentWord[]): boolean {
  return (
    words.length % 2 === 1 &&
    words.every(({ of, text }, index) => (index % 2 === 0 ? of === 'word' || of === 'quoted' : text === '.'))
  );
}

function brief(sql: string): string {
  const line = sql.replaceAll(/\s+/g, ' ').trim();
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
}

function quoted(sql: string): string {
  return /[,:#{}[\]"'&*!|>%@`]/.test(sql) ? JSON.stringify(sql) : sql;
}
