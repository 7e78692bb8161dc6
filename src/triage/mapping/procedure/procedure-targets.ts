import type { Dialect } from '../../estate/dialect.ts';
import { tokenize } from '../../sql/text/tokenize.ts';
import { readsTable } from './reads-table.ts';
import { routineStatements } from './routine-statements.ts';
import { type Done, idOf, type Rows, type Steps, withSteps } from './temporary-steps.ts';
import { splitTokens } from './token-stretches.ts';
import { variablesOf, withoutVariables } from './variables.ts';
import { type Write, writtenRows } from './written-rows.ts';

/** A statement that matters for a target. */
export interface TargetStatement {
  /** In the text that was read, from 1. */
  readonly line: number;
  /** Its first word in lower case. */
  readonly what: string;
}

/** How the rows of a target follow from those before. */
export type Refill =
  | { readonly kind: 'full' }
  | { readonly kind: 'keys'; readonly keys: readonly string[] }
  /** The rows from one value of the column to another are written again. `variables`: those that bound them. */
  | { readonly kind: 'range'; readonly column: string; readonly variables: readonly string[] };

/** What a routine writes into one table. */
export type ProcedureTarget = {
  /** As written. */
  readonly target: readonly string[];
  readonly statements: readonly TargetStatement[];
} & (
  | {
      readonly kind: 'rows';
      /** One query of the dialect, with literals in the place of variables; its steps are the temporary tables. */
      readonly query: string;
      readonly columns: readonly string[] | null;
      readonly refill: Refill;
      readonly variables: readonly string[];
      /** What a person has to decide, and what is not said by the query. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'refused'; readonly reasons: readonly string[] }
);

export interface ProcedureReading {
  readonly targets: readonly ProcedureTarget[];
  /** What writes something that is not known: texts that are run, procedures that are called. */
  readonly loose: readonly { readonly line: number; readonly reason: string }[];
}

export interface ProcedureOptions {
  readonly parameters: readonly { readonly name: string; readonly type: string | null }[];
  /** What names a row of a table; null: not known. */
  readonly keyOf: (table: readonly string[]) => readonly string[] | null;
}

/** What a procedure, or a script, writes, table by table: one query where its statements say one, the reasons where they do not. */
export function procedureTargets(
  text: string,
  dialect: Dialect,
  options: ProcedureOptions,
): ProcedureReading {
  const variables = variablesOf(text, dialect, options.parameters);
  const loose: { line: number; reason: string }[] = [];
  const done: Done[] = [];
  for (const statement of routineStatements(text, dialect)) {
    const { kind, line, text: sql } = statement;
    if (kind === 'dynamic') loose.push({ line, reason: 'it runs a text that is put together' });
    else if (/^\s*(call|exec|execute)\b/i.test(sql)) {
      const called = sql.replaceAll(/\s+/g, ' ').slice(0, 60);
      loose.push({
        line,
        reason: `\`${called}\` calls another procedure: what that writes is carried over by itself`,
      });
    }
    const write = kind === 'sql' ? writtenRows(sql, dialect) : null;
    if (write !== null) done.push({ statement, write });
  }
  const temporary = new Map<string, Done[]>();
  const targets = new Map<string, Done[]>();
  for (const each of done) {
    const { target } = each.write;
    if (target === null) {
      const { reason } = each.write as Extract<Write, { kind: 'refused' }>;
      loose.push({ line: each.statement.line, reason });
      continue;
    }
    const id = idOf(target);
    const isTemp =
      temporary.has(id) ||
      (each.write.kind === 'rows' && each.write.isTemporary) ||
      /^[#@]/.test(target.at(-1) ?? '');
    const into = isTemp ? temporary : targets;
    into.set(id, [...(into.get(id) ?? []), each]);
  }
  const steps: Steps = { temporary, dialect, variables };
  return {
    loose,
    targets: [...targets.values()].map((all) => {
      const { target } = all[0]!.write;
      const statements = all.map(({ statement }) => ({
        line: statement.line,
        what: /^\s*(\w+)/.exec(statement.text)?.[1]?.toLowerCase() ?? '',
      }));
      return { target: target!, statements, ...targetOf(all, steps, options) };
    }),
  };
}

type Outcome =
  | Omit<Extract<ProcedureTarget, { kind: 'rows' }>, 'target' | 'statements'>
  | Omit<Extract<ProcedureTarget, { kind: 'refused' }>, 'target' | 'statements'>;

function targetOf(all: readonly Done[], steps: Steps, options: ProcedureOptions): Outcome {
  const refused = (...reasons: string[]): Outcome => ({ kind: 'refused', reasons });
  const reasons = all.flatMap(({ statement, write }) => [
    ...(statement.under === null
      ? []
      : [`line ${statement.line}: it stands in a ${controlWords[statement.under]}`]),
    ...(write.kind === 'refused' ? [`line ${statement.line}: ${write.reason}`] : []),
  ]);
  if (reasons.length > 0) return refused(...reasons);
  const first = all.findIndex(({ write }) => write.kind === 'rows');
  if (first < 0) return refused('its rows are deleted and none are written');
  const before = all.slice(0, first);
  const writes = all.slice(first);
  const late = writes.find(({ write }) => write.kind === 'delete');
  if (late !== undefined)
    return refused(`line ${late.statement.line}: rows are deleted after others were written`);
  const rows = writes.map(({ write }) => write as Rows);
  const [one] = rows as [Rows, ...Rows[]];
  if (
    rows.length > 1 &&
    rows.some(
      ({ keys, query, columns }) =>
        keys !== null ||
        /^\s*with\b|\border\s+by\b/i.test(query) ||
        columns?.join().toLowerCase() !== one.columns?.join().toLowerCase(),
    )
  )
    return refused(
      `it is written ${rows.length} times (lines ${writes.map(({ statement }) => statement.line).join(', ')}), and not by INSERTs of the same columns alone`,
    );
  const joined = rows.map(({ query }) => query).join('\nUNION ALL\n');
  const whole = withSteps(joined, steps, new Set());
  if ('reason' in whole) return refused(whole.reason);
  if (readsTable(whole.query, one.target, steps.dialect))
    return refused(
      'its query reads the table that it writes: which rows it finds there is a matter of former runs',
    );
  const { sql, used } = withoutVariables(
    whole.query,
    steps.dialect,
    steps.variables,
    new Set([...steps.temporary.keys()]),
  );
  const refill = refillOf(one, before, steps, options);
  if ('reason' in refill) return refused(refill.reason);
  return {
    kind: 'rows',
    query: sql,
    columns: one.columns,
    refill: refill.refill,
    variables: used,
    notes: [...rows.flatMap(({ notes }) => notes), ...refill.notes],
  };
}

const controlWords = {
  branch: 'branch: whether it runs is not known',
  loop: 'loop: rows that are written one after the other are no query',
  handler: 'handler of errors',
} as const;

function refillOf(
  rows: Rows,
  before: readonly Done[],
  { dialect, variables }: Steps,
  { keyOf }: ProcedureOptions,
): { refill: Refill; notes: string[] } | { reason: string } {
  const full: Refill = { kind: 'full' };
  const deletes = before.map(({ write }) => write as Extract<Write, { kind: 'delete' }>);
  if (rows.isWhole || deletes.some(({ where }) => where === null)) return { refill: full, notes: [] };
  if (rows.keys !== null) {
    const keys = rows.keys.length > 0 ? rows.keys : keyOf(rows.target);
    return keys === null
      ? {
          reason:
            'which columns name a row is said by the key of the table, which is not known: scan the table’s definition too',
        }
      : { refill: { kind: 'keys', keys }, notes: [] };
  }
  if (deletes.length === 0)
    return {
      refill: full,
      notes: [
        'To be decided: the original adds these rows to those that stand, each time it runs; the model computes its rows anew. Where rows of former runs cannot be computed again, `target.kind` is `append` or `incremental_by_time_range`.',
      ],
    };
  if (deletes.length > 1) return { reason: 'rows are deleted by several statements' };
  const where = deletes[0]!.where!;
  const key = /^\(?\s*(?:\w+\.)?["`[]?(\w+)["`\]]?\s+IN\s*\(\s*SELECT\b/i.exec(where);
  if (key !== null)
    return {
      refill: { kind: 'keys', keys: [key[1]!] },
      notes: [
        `To be decided: the original deletes by \`${key[1]}\` what it writes again. The model replaces rows by \`${key[1]}\`: where several rows have the same one, \`unique_key\` needs more columns.`,
      ],
    };
  const tokens = tokenize(where, dialect);
  const columns = new Set<string>();
  for (const [from, to] of splitTokens(tokens, 0, tokens.length, 'AND')) {
    const text = where.slice(tokens[from]!.start, tokens[to - 1]!.end);
    if (/^[\s:@\w'().,-]+$/.test(text) && !/[<>=]/.test(text)) continue; // The second half of a BETWEEN.
    const bound = /^(?:\w+\.)?["`[]?(\w+)["`\]]?\s*(?:>=|>|<=|<|=|between\b)/i.exec(text);
    if (bound === null)
      return {
        reason: `it deletes rows by a condition that is no range and no key: ${where.replaceAll(/\s+/g, ' ').slice(0, 80)}`,
      };
    columns.add(bound[1]!.toLowerCase());
  }
  const { used } = withoutVariables(where, dialect, variables, new Set());
  const [column] = columns;
  if (columns.size !== 1 || column === undefined || used.length === 0)
    return {
      reason: `it deletes rows by a condition that is no range of one column: ${where.replaceAll(/\s+/g, ' ').slice(0, 80)}`,
    };
  return { refill: { kind: 'range', column, variables: used }, notes: [] };
}
