import type { Dialect } from '../../estate/dialect.ts';
import { tokenize } from '../../sql/text/tokenize.ts';
import type { RoutineStatement } from './routine-statements.ts';
import type { Variables } from './variables.ts';
import { type Write, withPrefix } from './written-rows.ts';

/** A statement and what it writes. */
export interface Done {
  readonly statement: RoutineStatement;
  readonly write: Write;
}
export type Rows = Extract<Write, { kind: 'rows' }>;

/** What is known of the statements around a query. */
export interface Steps {
  readonly temporary: ReadonlyMap<string, readonly Done[]>;
  readonly dialect: Dialect;
  readonly variables: Variables;
}

/** A query with the temporary tables that it reads as steps before it, each once, those that others read first. */
export function withSteps(
  query: string,
  steps: Steps,
  within: ReadonlySet<string>,
): { query: string } | { reason: string } {
  const needed = new Map<string, string>();
  const add = (sql: string, inside: ReadonlySet<string>): string | null => {
    for (const id of temporaryIn(sql, steps)) {
      if (needed.has(id)) continue;
      if (inside.has(id)) return `the temporary table \`${id}\` is written from itself`;
      const all = steps.temporary.get(id)!;
      const rows = all.filter(({ write }) => write.kind === 'rows');
      const only = rows[0]?.write as Rows | undefined;
      if (only === undefined || rows.length > 1)
        return `the temporary table \`${id}\` is written ${rows.length === 0 ? 'by no query' : `${rows.length} times`}`;
      const odd = all.find(
        ({ statement, write }) =>
          statement.under !== null ||
          write.kind === 'refused' ||
          (write.kind === 'delete' && statement.line > rows[0]!.statement.line),
      );
      if (odd !== undefined)
        return `the temporary table \`${id}\` is changed on line ${odd.statement.line}${odd.statement.under === null ? '' : `, in a ${odd.statement.under}`}`;
      const problem = add(only.query, new Set([...inside, id]));
      if (problem !== null) return problem;
      const columns = only.columns === null ? '' : ` (${only.columns.join(', ')})`;
      needed.set(id, `${stepName(id)}${columns} AS (\n${renamed(only.query, steps)}\n)`);
    }
    return null;
  };
  const problem = add(query, within);
  if (problem !== null) return { reason: problem };
  const own = renamed(query, steps);
  return { query: needed.size === 0 ? own : withPrefix(`WITH ${[...needed.values()].join(',\n')}`, own) };
}

function temporaryIn(sql: string, { temporary, dialect }: Steps): string[] {
  const found = tokenize(sql, dialect).flatMap(({ kind, text }) =>
    kind === 'word' || kind === 'name' || kind === 'variable' ? [text.toLowerCase()] : [],
  );
  return [...new Set(found)].filter((id) => temporary.has(id));
}

/** Names such as `#fresh` are none outside of T-SQL. */
function renamed(sql: string, { temporary, dialect }: Steps): string {
  let text = '';
  let at = 0;
  for (const { kind, text: word, start, end } of tokenize(sql, dialect)) {
    const id = word.toLowerCase();
    if (kind === 'string' || !/^[#@]/.test(id) || !temporary.has(id)) continue;
    text += sql.slice(at, start) + stepName(id);
    at = end;
  }
  return text + sql.slice(at);
}

function stepName(id: string): string {
  return id.replace(/^[#@]+/, '');
}

/** What a table is compared by; a temporary one has no schema. */
export function idOf(name: readonly string[]): string {
  return (/^[#@]/.test(name.at(-1) ?? '') ? name.slice(-1) : name).join('.').toLowerCase();
}
