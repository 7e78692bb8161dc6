import { type Diagnostic, diagnose, hasErrors } from '../../diagnostics/index.ts';
import type { StoredAuditResult } from '../../environment/index.ts';
import { auditRelation, defineForShow, readCommitted, stepsOf, wholeSelect } from '../../execute/index.ts';
import { EngineError } from '../../ports/index.ts';
import { auditDiagnostics } from '../../quality/index.ts';
import { placeIn } from '../../triage/mapping/index.ts';
import { openReadingDatabase, openTarget } from '../databases.ts';
import type { Host } from '../host.ts';
import { environmentOf, targetOf } from '../open-project.ts';
import { readThrough } from '../read-through.ts';
import { type BoundMappings, inMapping } from './bind-mappings.ts';
import { blame } from './blame.ts';
import { repeatedRows } from './repeated-rows.ts';
import type { MappedModel } from './with-generated.ts';

export interface TriedMapping {
  readonly file: string;
  readonly model: string;
  /** How many rows came out of the first `limit`; null: it was not run, or failed. */
  readonly rows: number | null;
  readonly audits: { readonly passed: number; readonly failed: number };
}

export interface TryOptions {
  readonly environment: string | null;
  readonly target: string | null;
  /** Rows of each result that are computed and audited. */
  readonly limit: number;
}

/** Runs what was bound over the data at hand: tables of the environment where they stand, the project's own queries over its sources where not. Nothing is written. */
export async function tryMappings(
  host: Host,
  bound: BoundMappings,
  models: readonly MappedModel[],
  options: TryOptions,
  say: (text: string) => void,
): Promise<{ tried: TriedMapping[]; diagnostics: Diagnostic[] }> {
  const { open, compiled } = bound;
  const environment = environmentOf(open, options.environment);
  const manifest = await readCommitted(open.lake, environment);
  const steps = stepsOf(compiled, open.folder);
  const sources = openTarget(host, open, targetOf(open, options.target));
  const database = await openReadingDatabase(host, open);
  const diagnostics: Diagnostic[] = [];
  const tried: TriedMapping[] = [];
  try {
    for (const mapped of models) {
      const step = steps.find(({ key }) => key === mapped.model.name.toLowerCase());
      if (step === undefined) continue;
      const result = { file: mapped.mapping.file.path, model: step.name };
      const nothing = { rows: null, audits: { passed: 0, failed: 0 } };
      const session = await database.connect();
      const through = readThrough(host, open, session, sources, compiled.sources, say);
      try {
        try {
          await defineForShow(open.lake, session, manifest, steps, step, options.limit, through.options);
        } catch (error) {
          const problem = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
          diagnostics.push(
            diagnose('mapping-not-run', { model: step.name, problem }, { subject: targetOfMapping(mapped) }),
          );
          tried.push({ ...result, ...nothing });
          continue;
        }
        const first = `SELECT * FROM (\n${wholeSelect(step)}\n) LIMIT ${options.limit}`;
        try {
          await session.query(`CREATE OR REPLACE TEMP TABLE lode_mapping_check AS ${first}`);
        } catch (error) {
          if (!(error instanceof EngineError)) throw error;
          diagnostics.push(...(await blame(session, mapped.mapping, options.limit, error)));
          tried.push({ ...result, ...nothing });
          continue;
        }
        const rows = 'SELECT * FROM lode_mapping_check';
        const [counted] = (await session.query('SELECT count(*) FROM lode_mapping_check')).rows;
        const count = Number(counted?.[0]);
        // How many rows a table must have is not for its first rows to say.
        const audits = step.audits.filter(({ name }) => name !== 'row_count');
        const results: StoredAuditResult[] = [];
        for (const audit of audits)
          try {
            results.push(...(await auditRelation(session, step, rows, [audit])).results);
          } catch (error) {
            if (!(error instanceof EngineError)) throw error;
            // A condition that does not bind has been told by compile.
            if (hasErrors(bound.diagnostics)) continue;
            const problem = error.failure.message.split('\n')[0] ?? '';
            const told = diagnose(
              'mapping-run-failed',
              { model: step.name, problem },
              { subject: audit.span },
            );
            diagnostics.push(inMapping(mapped, told));
          }
        diagnostics.push(...(await repeatedRows(session, mapped.mapping)));
        const failed = results.filter(({ status }) => status === 'failed').length;
        const told = auditDiagnostics(
          step.name,
          audits,
          results as Parameters<typeof auditDiagnostics>[2],
          count,
        );
        diagnostics.push(...told.map((each) => inMapping(mapped, each)));
        tried.push({ ...result, rows: count, audits: { passed: results.length - failed, failed } });
      } finally {
        await through.close();
        session.close();
      }
    }
  } finally {
    await database.close();
    await sources.close();
  }
  return { tried, diagnostics };
}

function targetOfMapping({ mapping }: MappedModel) {
  return placeIn(mapping.file, mapping.node, ['target', 'model']);
}
