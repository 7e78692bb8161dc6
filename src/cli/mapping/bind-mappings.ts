import type { CompiledProject } from '../../compile/index.ts';
import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { type Span, sqlTokens } from '../../text/index.ts';
import {
  fragmentsOf,
  longColumn,
  type Mapping,
  placeIn,
  placeInMapping,
} from '../../triage/mapping/index.ts';
import type { Host } from '../host.ts';
import { compileOpen, type OpenProject } from '../open-project.ts';
import { type MappedModel, withFiles } from './with-generated.ts';

export interface BoundMappings {
  /** The project with the generated models in it. */
  readonly open: OpenProject;
  readonly compiled: CompiledProject;
  /** Of the generated models, at their places in the mapping files; of others only where a mapping cannot be bound without them. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Binds what the mappings give through the project's own compile. */
export async function bindMappings(
  host: Host,
  project: OpenProject,
  models: readonly MappedModel[],
): Promise<BoundMappings> {
  const open = withFiles(
    project,
    models.map(({ model }) => model.file),
  );
  const { compiled, diagnostics } = await compileOpen(host, open);
  const byPath = new Map(models.map((each) => [each.model.file.path, each]));
  const own: Diagnostic[] = [];
  for (const diagnostic of diagnostics) {
    const mapped = byPath.get(diagnostic.subject?.file ?? '');
    if (mapped === undefined) continue;
    const wrong = diagnostic.code === 'syntax-error' ? await wrongFragments(host, mapped.mapping) : [];
    own.push(...(wrong.length > 0 ? wrong : [inMapping(mapped, diagnostic)]));
  }
  const lost = new Set(compiled.failed.map((name) => name.toLowerCase()));
  const isLost = ({ model }: MappedModel) => lost.has(model.name.toLowerCase());
  const isTold = own.some(({ severity }) => severity === 'error');
  const others =
    models.some(isLost) && !isTold
      ? diagnostics.filter(
          ({ severity, subject }) => severity === 'error' && !byPath.has(subject?.file ?? ''),
        )
      : [];
  return { open, compiled, diagnostics: [...own, ...others] };
}

/** The same words, at the rule that the place in the generated text came from. */
export function inMapping({ model, mapping }: MappedModel, diagnostic: Diagnostic): Diagnostic {
  const { context: _, related: __, ...rest } = diagnostic;
  const filter = filterOnGroups(mapping, diagnostic);
  if (filter !== null) return { ...rest, subject: filter };
  return {
    ...rest,
    subject: diagnostic.subject === null ? null : placeInMapping(model, mapping, diagnostic.subject),
  };
}

/** A filter that names an aggregate of the result: the engine points at the aggregate, and the fault is the filter's. */
function filterOnGroups({ file, node, form }: Mapping, { code, summary }: Diagnostic): Span | null {
  if (code !== 'binder-error' || !summary.startsWith('WHERE clause cannot contain aggregates')) return null;
  const totals = Object.entries(form.columns ?? {}).flatMap(([name, rule]) =>
    longColumn(rule).aggregate === undefined ? [] : [name.toLowerCase()],
  );
  const at = (form.filters ?? []).findIndex((filter) => {
    const words = sqlTokens(filter).map(({ start, end }) => filter.slice(start, end).toLowerCase());
    return words.some((word, index) => totals.includes(word.replaceAll('"', '')) && words[index - 1] !== '.');
  });
  return at < 0 ? null : placeIn(file, node, ['filters', at]);
}

/** The rules that do not parse by themselves: in the whole query the engine stumbles where the next thing begins. */
async function wrongFragments({ engine }: Host, { file, form, node }: Mapping): Promise<Diagnostic[]> {
  const fragments = fragmentsOf(form).filter(({ sql }) => !sql.includes('{{'));
  const database = await engine.open({
    allowedFolders: [],
    temporaryFolder: null,
    threads: 1,
    memoryLimit: null,
    timeZone: 'UTC',
  });
  try {
    const session = await database.connect();
    const found: Diagnostic[] = [];
    for (const { path, sql, kind } of fragments) {
      const [row] = await session.rows('SELECT json_serialize_sql(CAST(? AS VARCHAR))::VARCHAR AS tree', [
        kind === 'list' ? `SELECT 1 ORDER BY ${sql}\n` : `SELECT (${sql}\n)`,
      ]);
      const tree = JSON.parse(String(row?.tree)) as { error: boolean; error_message?: string };
      if (!tree.error) continue;
      const near = /at or near "([^"]*)"/.exec(tree.error_message ?? '')?.[1] ?? '';
      const problem =
        near === ')' || near === '' ? 'something is missing at its end' : `DuckDB stumbles at \`${near}\``;
      const hint = 'Write an expression of DuckDB’s SQL.';
      found.push(diagnose('mapping-rule-wrong', { problem, hint }, { subject: placeIn(file, node, path) }));
    }
    session.close();
    return found;
  } finally {
    await database.close();
  }
}
