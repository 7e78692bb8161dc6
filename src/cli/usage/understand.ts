import { type Dialect, type Understanding, weakest } from '../../triage/index.ts';
import { type Grammars, loadGrammars, type StatementUses, statementUses } from '../../triage/sql/index.ts';
import type { EstateNames } from './estate-names.ts';
import type { QueryReads, UnderstandQueries } from './import-log.ts';

/** Understands each distinct statement by the grammars of its dialect, over the names of an estate. */
export function understandByGrammar(names: EstateNames): UnderstandQueries {
  let grammars: Promise<Grammars> | null = null;
  return async (statements) => {
    grammars ??= loadGrammars();
    const loaded = await grammars;
    return statements.map(({ sql, dialect }) => understand(sql, dialect, loaded, names));
  };
}

function understand(sql: string, dialect: Dialect, grammars: Grammars, names: EstateNames): QueryReads {
  return settled(statementUses(sql, dialect, grammars), names);
}

const begins =
  /^(?:select|with|from|values|table|insert|update|delete|merge|replace|upsert|create|alter|drop|truncate|comment|grant|revoke|set|reset|show|use|begin|start|commit|rollback|savepoint|release|end|declare|fetch|close|open|call|exec|execute|do|explain|analyze|describe|desc|vacuum|copy|unload|refresh|lock|prepare|deallocate|discard|listen|notify|pragma|block|if|while|print|return)\b/;

function isStatement({ kind, reads, writes }: StatementUses): boolean {
  return reads.length > 0 || writes.length > 0 || begins.test(kind);
}

/** The reads by the ids of the estate. A column that is written without its table is of the one that has it; where that is not known, of each that may. */
function settled(uses: StatementUses, names: EstateNames): QueryReads {
  const reads = new Map<string, Set<string> | null>();
  // A grammar of expressions reads words that are no statement.
  let understanding: Understanding = isStatement(uses) ? uses.understanding : 'opaque';
  for (const { relation, columns } of uses.reads) {
    const id = names.idOf(relation);
    const known = reads.get(id);
    if (columns === null || known === null) reads.set(id, null);
    else reads.set(id, new Set([...(known ?? []), ...columns]));
  }
  for (const { column, candidates } of uses.loose ?? []) {
    const ids = candidates.flat().map(names.idOf);
    const having = candidates
      .map((group) => group.map(names.idOf).filter((id) => names.columnsOf(id)?.includes(column) === true))
      .find((group) => group.length > 0);
    const meant = having ?? ids.filter((id) => names.columnsOf(id) === null);
    if (meant.length > 1) understanding = weakest([understanding, 'scanned']);
    for (const id of meant) reads.get(id)?.add(column);
  }
  return {
    understanding,
    reads: [...reads].map(([relation, columns]) => ({
      relation,
      columns: columns === null ? null : [...columns].sort(),
    })),
  };
}
