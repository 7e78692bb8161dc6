import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { EngineError, type Session } from '../ports/index.ts';
import type { Exposure } from '../project/index.ts';
import { nearNames } from '../text/index.ts';
import { serializePlans } from './bind/serialize-plans.ts';
import type { CompiledColumn, CompiledExposure } from './compiled-project.ts';

/**
 * What consumers read, checked against the relations that there are. A query is bound over the stub tables like a model's. What names something that there
 * is not is left out and said. `lost`: models that were not compiled, whose own faults are told: what only they keep from being checked is left out without a word.
 */
export async function compileExposures(
  session: Session,
  exposures: readonly Exposure[],
  relations: ReadonlyMap<string, string>,
  columnsOf: (relation: string) => readonly CompiledColumn[],
  lost: readonly string[],
): Promise<Outcome<readonly CompiledExposure[]>> {
  const isLost = (relation: string) => lost.some((name) => name.toLowerCase() === relation.toLowerCase());
  const diagnostics: Diagnostic[] = [];
  const compiled: CompiledExposure[] = [];
  for (const exposure of exposures) {
    if (exposure.sql === null)
      compiled.push(resolveReads(exposure, relations, columnsOf, isLost, diagnostics));
    else {
      const names = [...relations.values()];
      const bound = await bindQuery(session, exposure, exposure.sql, names, lost, diagnostics);
      if (bound !== null) compiled.push(bound);
    }
  }
  return { value: compiled, diagnostics };
}

function resolveReads(
  exposure: Exposure,
  relations: ReadonlyMap<string, string>,
  columnsOf: (relation: string) => readonly CompiledColumn[],
  isLost: (relation: string) => boolean,
  diagnostics: Diagnostic[],
): CompiledExposure {
  const reads: { relation: string; columns: string[] }[] = [];
  for (const { relation, columns, span } of exposure.reads) {
    // What lies outside of the project, a legacy relation or a file that is handed on: migration triage knows them.
    if (/^(?:legacy|file):/i.test(relation) || isLost(relation)) continue;
    const declared = relations.get(relation.toLowerCase());
    if (declared === undefined) {
      const near = nearNames(relation, relations.values());
      diagnostics.push(
        diagnose('exposure-relation-unknown', { exposure: exposure.name, relation, near }, { subject: span }),
      );
      continue;
    }
    const known = columnsOf(declared).map((column) => column.name);
    const wanted = columns ?? known;
    const found: string[] = [];
    for (const name of wanted) {
      const match = known.find((each) => each.toLowerCase() === name.toLowerCase());
      if (match !== undefined) found.push(match);
      else {
        const near = nearNames(name, known);
        diagnostics.push(
          diagnose(
            'exposure-column-unknown',
            { exposure: exposure.name, relation: declared, column: name, near },
            { subject: span },
          ),
        );
      }
    }
    reads.push({ relation: declared, columns: found });
  }
  return { exposure, reads, query: null };
}

async function bindQuery(
  session: Session,
  exposure: Exposure,
  sql: string,
  relations: readonly string[],
  lost: readonly string[],
  diagnostics: Diagnostic[],
): Promise<CompiledExposure | null> {
  const failed = (problem: string, near: readonly string[]) => {
    diagnostics.push(
      diagnose(
        'exposure-query-failed',
        { exposure: exposure.name, problem, near },
        { subject: exposure.sqlSpan },
      ),
    );
    return null;
  };
  const statement = sql.trim().replace(/;\s*$/, '');
  const [plan] = await serializePlans(session, [statement]);
  if (plan === undefined || plan.kind === 'failure') {
    const problem = plan?.failure.message ?? 'the engine gave no plan';
    const missing = /Table with name (\S+) does not exist/.exec(problem)?.[1];
    // The engine names it without its schema.
    const isOf = (name: string) =>
      name.toLowerCase().split('.').at(-1) === missing?.toLowerCase().split('.').at(-1);
    if (lost.some(isOf)) return null;
    return failed(problem, missing === undefined ? [] : nearNames(missing, relations));
  }
  try {
    const described = await session.query(`DESCRIBE FROM (\n${statement}\n)`);
    return {
      exposure,
      reads: [],
      query: { columns: described.rows.map(([name]) => String(name)), planJson: plan.json },
    };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return failed(error.failure.message, error.failure.candidates);
  }
}
