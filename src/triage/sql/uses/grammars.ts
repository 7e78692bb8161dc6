import type { Dialect } from '../../estate/dialect.ts';

/** What a grammar makes of a text. `crashed`: the parser itself broke and must not be used again. */
export type Parsed =
  | { readonly kind: 'tree'; readonly tree: unknown }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'crashed'; readonly reason: string };

/** Names of tables in a statement: how it is used, and the parts of its name. */
export interface TableEntry {
  readonly use: string;
  readonly parts: readonly string[];
}

/** The grammars of other people's SQL. Loading them takes about a second: load once. */
export interface Grammars {
  /** Good at queries and views of all dialects. */
  readonly polyglot: (sql: string, dialect: Dialect) => Parsed;
  /** Tables by node-sql-parser: good at DDL, grants and indexes of MySQL and T-SQL. Names of WITH are among them. Null: not read. */
  readonly tables: (sql: string, dialect: Dialect) => readonly TableEntry[] | null;
}

const polyglotNames: Readonly<Record<Dialect, string>> = {
  tsql: 'tsql',
  oracle: 'oracle',
  mysql: 'mysql',
  db2: 'generic',
  teradata: 'teradata',
  snowflake: 'snowflake',
  postgres: 'postgresql',
  firebird: 'postgresql',
  bigquery: 'bigquery',
  databricks: 'databricks',
  duckdb: 'duckdb',
  ansi: 'generic',
};

/** Beyond it a text is data with a little SQL around it; a tree of it would take gigabytes. */
const longest = 1_000_000;

/** Its time grows faster than its text. */
const longestForTables = 50_000;
const keptAnswers = 16;
const longestKept = 4000;

interface TableLister {
  parse(sql: string, options: { readonly database: string }): { readonly tableList: readonly string[] };
}

/** Loads the parsers. `parse` replaces polyglot's, e.g. by a new instance after a crash. */
export async function loadGrammars(
  parse?: (sql: string, dialect: string) => { success: boolean; error?: string; ast?: unknown },
): Promise<Grammars> {
  const own = parse ?? ((await import('@polyglot-sql/sdk')).parse as NonNullable<typeof parse>);
  const [tsql, mysql, db2] = await Promise.all([
    import('node-sql-parser/build/transactsql.js'),
    import('node-sql-parser/build/mysql.js'),
    import('node-sql-parser/build/db2.js'),
  ]);
  const listers: Partial<Record<Dialect, readonly [string, TableLister]>> = {
    tsql: ['transactsql', parserOf(tsql)],
    mysql: ['mysql', parserOf(mysql)],
    db2: ['db2', parserOf(db2)],
  };
  return {
    polyglot: remembering((sql, dialect) => {
      if (sql.length > longest) return { kind: 'refused', reason: `longer than ${longest} characters` };
      try {
        const result = own(sql, polyglotNames[dialect]);
        if (result.success) return { kind: 'tree', tree: result.ast };
        const reason = result.error ?? 'not read';
        return { kind: reason.startsWith('WASM') ? 'crashed' : 'refused', reason };
      } catch (error) {
        return { kind: 'crashed', reason: String(error) };
      }
    }),
    tables: remembering((sql, dialect) => {
      const lister = listers[dialect];
      if (lister === undefined || sql.length > longestForTables) return null;
      try {
        return lister[1].parse(sql, { database: lister[0] }).tableList.map((entry) => {
          const [use = '', schema = 'null', ...name] = entry.split('::');
          return { use, parts: schema === 'null' ? [name.join('::')] : [schema, name.join('::')] };
        });
      } catch {
        // A text that it has no grammar for; what it throws says no more.
        return null;
      }
    }),
  };
}

/** Scripts repeat statements that differ in constants alone, which are taken out before: the last few answers are kept. */
function remembering<T>(answer: (sql: string, dialect: Dialect) => T): (sql: string, dialect: Dialect) => T {
  const known = new Map<string, T>();
  return (sql, dialect) => {
    const key = `${dialect} ${sql}`;
    if (known.has(key)) return known.get(key)!;
    const value = answer(sql, dialect);
    if (key.length < longestKept) {
      if (known.size >= keptAnswers) known.delete(known.keys().next().value!);
      known.set(key, value);
    }
    return value;
  };
}

function parserOf(module: unknown): TableLister {
  const { Parser, default: all } = module as {
    Parser?: new () => TableLister;
    default?: { Parser: new () => TableLister };
  };
  return new (Parser ?? all!.Parser)();
}
