import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { EngineError, type Session } from '../../ports/index.ts';

/** What is true of the rows that are to go. */
export interface Condition {
  readonly sql: string;
  /** The columns that it names, as written. */
  readonly columns: readonly string[];
}

type Node = Readonly<Record<string, unknown>>;

/** Reads a condition: one expression over a row's columns, of at least one, without queries inside. Rejects with `erase-condition-invalid`, which does not repeat it. */
export async function readCondition(session: Session, sql: string): Promise<Condition> {
  // Both as it is and in parentheses: what ends a parenthesis of ours and opens another is no expression.
  await parsed(session, `SELECT ${sql}\n`);
  const node = await parsed(session, `SELECT (${sql}\n) AS lode_condition`);
  const items = (node.select_list ?? []) as readonly Node[];
  const isPlain =
    node.type === 'SELECT_NODE' &&
    items.length === 1 &&
    items[0]!.alias === 'lode_condition' &&
    (node.from_table as Node).type === 'EMPTY' &&
    node.where_clause == null &&
    node.having == null &&
    node.qualify == null &&
    ((node.modifiers ?? []) as unknown[]).length === 0 &&
    ((node.group_expressions ?? []) as unknown[]).length === 0;
  if (!isPlain) throw invalid('it is more than one expression');
  const columns = new Set<string>();
  visit(items[0]!, (each) => {
    if (each.class === 'SUBQUERY') throw invalid('it has a query inside');
    if (each.class === 'PARAMETER') throw invalid('it has a parameter');
    if (each.class === 'COLUMN_REF') columns.add(String((each.column_names as unknown[]).at(-1)));
  });
  if (columns.size === 0) throw invalid('it names no column');
  return { sql: `(${sql}\n)`, columns: [...columns] };
}

async function parsed(session: Session, text: string): Promise<Node> {
  const [row] = await session.rows('SELECT json_serialize_sql(CAST(? AS VARCHAR))::VARCHAR AS tree', [text]);
  const { error, statements } = JSON.parse(String(row!.tree)) as {
    readonly error: boolean;
    readonly statements?: readonly { readonly node: Node }[];
  };
  if (error || statements?.length !== 1) throw invalid('it is no expression that the engine can read');
  return statements[0]!.node;
}

function visit(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) for (const each of value) visit(each, see);
  else if (typeof value === 'object' && value !== null) {
    see(value as Node);
    for (const each of Object.values(value)) visit(each, see);
  }
}

/** Whether a table can be asked: it has all columns that the condition names. */
export function fits(condition: Condition, columns: readonly { readonly name: string }[]): boolean {
  const names = new Set(columns.map(({ name }) => name.toLowerCase()));
  return condition.columns.every((name) => names.has(name.toLowerCase()));
}

/** Asks, and says in what table it could not be done. The engine's words may repeat a value of any row, so that they are left out. */
export async function askRows<T>(model: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    const kind = error.failure.kind.toLowerCase();
    throw new DiagnosticError(
      diagnose('erase-condition-invalid', {
        problem: `over the rows of ${model} it ends in a ${kind} error; where a value may have another type, compare texts: CAST(column AS VARCHAR) = '…'`,
      }),
      1,
      error,
    );
  }
}

function invalid(problem: string): DiagnosticError {
  return new DiagnosticError(diagnose('erase-condition-invalid', { problem }));
}
