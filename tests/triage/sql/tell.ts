import { assembleInventory, type Dialect } from '../../../src/triage/index.ts';
import { type Grammars, readSqlFile, statementUses } from '../../../src/triage/sql/index.ts';

export function tellUses(
  all: readonly { readonly relation: string; readonly columns: readonly string[] | null }[],
): string {
  return all.map(({ relation, columns }) => `${relation}(${columns?.join(' ') ?? '*'})`).join(' ');
}

/** `kind understanding [reads] → [writes]` of one statement by itself. */
export function tellStatement(dialect: Dialect, sql: string, grammars: Grammars): string {
  const { kind, understanding, reads, writes } = statementUses(sql, dialect, grammars);
  return `${kind} ${understanding} [${tellUses(reads)}] → [${tellUses(writes)}]`;
}

/** `kind id: statement [reads] → [writes]; …` of each object, settled over the file alone. */
export function tellFile(dialect: Dialect, text: string, grammars: Grammars): string[] {
  const { objects } = readSqlFile(text, 'a.sql', dialect, grammars);
  const source = { file: 'a.sql', format: 'sql' as const, bytes: 0, hash: '' };
  return assembleInventory([{ source, objects }])
    .objects.filter(({ kind }) => kind !== 'external')
    .map(({ kind, id, statements }) => {
      const lines = statements.map(
        (each) => `${each.kind} [${tellUses(each.reads)}] → [${tellUses(each.writes)}]`,
      );
      return `${kind} ${id}: ${lines.join('; ')}`;
    });
}
