import { fieldText } from '../csv/write/index.ts';
import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import {
  type ExportSource,
  fillPattern,
  headerText,
  type PatternPiece,
  parsePattern,
  pathProblem,
  type ResolvedExport,
  readingQuery,
  resolveExport,
} from '../exports/index.ts';
import type { Session } from '../ports/index.ts';
import { alwaysHolds, consumerOf, type Export, type Project } from '../project/index.ts';
import { nearNames } from '../text/index.ts';
import { serializePlans } from './bind/serialize-plans.ts';
import type { CompiledColumn, CompiledExposure, CompiledModel, CompiledSeed } from './compiled-project.ts';

/**
 * What exports hand on, checked against the models: columns, types, order, conditions, names of files. Each is then a consumer like those of `exposures/`, with the query that it reads by.
 */
export async function compileExports(
  session: Session,
  project: Project,
  models: readonly CompiledModel[],
  seeds: readonly CompiledSeed[],
  failed: readonly string[],
): Promise<Outcome<readonly CompiledExposure[]>> {
  const diagnostics: Diagnostic[] = [];
  const compiled: CompiledExposure[] = [];
  const relations = new Map(
    [...seeds, ...models.filter((model) => model.kind !== 'embedded')].map((each) => [
      each.name.toLowerCase(),
      each,
    ]),
  );
  const lost = new Set([...failed, ...project.unusable].map((name) => name.toLowerCase()));
  const exposures = new Map(project.exposures.map((each) => [each.name.toLowerCase(), each]));
  for (const one of project.exports) {
    const named = exposures.get(one.name.toLowerCase());
    if (named !== undefined) {
      const related = [{ message: 'the exposure', span: named.span }];
      diagnostics.push(diagnose('export-duplicate', { name: one.name }, { subject: one.span, related }));
      continue;
    }
    const patterns = patternDiagnostics(one, project);
    diagnostics.push(...patterns);
    const relation = relations.get(one.model.toLowerCase());
    if (relation === undefined) {
      // What could not be compiled is a fault of its own already.
      if (lost.has(one.model.toLowerCase())) continue;
      const near = nearNames(
        one.model,
        [...relations.values()].map((each) => each.name),
      );
      const parameters = { export: one.name, relation: one.model, near };
      diagnostics.push(
        diagnose('export-relation-unknown', parameters, { subject: one.spans.model ?? one.span }),
      );
      continue;
    }
    const resolved = resolveExport(one, {
      name: relation.name,
      columns: relation.columns.map(({ name, storedType }) => ({ name, type: storedType })),
      keys: keysOf(relation),
    });
    diagnostics.push(...resolved.diagnostics);
    if (resolved.value === null) continue;
    diagnostics.push(...writtenDiagnostics(one, resolved.value));
    if (!resolved.value.isTotal) diagnostics.push(orderDiagnostic(one, relation.name, keysOf(relation)));
    if (patterns.length > 0) continue;
    const bound = await bindExport(session, one, project, relation, resolved.value, diagnostics);
    if (bound !== null) compiled.push(bound);
  }
  diagnostics.push(...collisions(project.exports));
  return { value: compiled, diagnostics };
}

/** Columns of which an audit that stops a commit says that they tell rows apart. */
function keysOf(relation: CompiledModel | CompiledSeed): readonly (readonly string[])[] {
  return 'audits' in relation
    ? relation.audits.flatMap((audit) =>
        audit.name === 'unique' && alwaysHolds(audit) ? [audit.columns] : [],
      )
    : [];
}

function orderDiagnostic(one: Export, relation: string, keys: readonly (readonly string[])[]): Diagnostic {
  return diagnose(
    'export-order-not-total',
    { export: one.name, relation, key: keys[0] ?? [], ordered: one.orderBy !== null },
    { subject: one.spans.order_by ?? one.span },
  );
}

const someDate = '2000-01-01';

async function bindExport(
  session: Session,
  one: Export,
  project: Project,
  relation: { readonly name: string; readonly columns: readonly CompiledColumn[] },
  resolved: ResolvedExport,
  diagnostics: Diagnostic[],
): Promise<CompiledExposure | null> {
  const subject = one.spans.where ?? one.span;
  const where = whereOf(one, project, someDate);
  if (where === null) return null;
  const dot = relation.name.indexOf('.');
  const source: ExportSource = {
    relation: `"${relation.name.slice(0, dot)}"."${relation.name.slice(dot + 1)}"`,
    where,
  };
  const [plan] = await serializePlans(session, [readingQuery(resolved, source)]);
  if (plan === undefined || plan.kind === 'failure') {
    const names = relation.columns.map((column) => column.name);
    const problem = plan?.failure.message ?? 'the engine gave no plan';
    const missing = /column "?([^"\s]+)"? (?:not found|does not exist)/i.exec(problem)?.[1];
    const near = missing === undefined ? [] : nearNames(missing, names);
    diagnostics.push(diagnose('export-where-failed', { export: one.name, problem, near }, { subject }));
    return null;
  }
  const columns = resolved.columns.flatMap(({ column, written }) =>
    column === null ? [] : [written.as === '' ? column : written.as],
  );
  return { exposure: consumerOf(one), reads: [], query: { columns, planJson: plan.json } };
}

/** The condition with `{{…}}` filled in; null where that cannot be done. */
export function whereOf(one: Export, project: Pick<Project, 'variables'>, date: string): string | null {
  if (one.where === null) return 'true';
  const pieces = parsePattern(one.where);
  if (typeof pieces === 'string') return null;
  const values = {
    date,
    environment: '',
    version: 0,
    variables: variableTexts(project),
    partition: new Map(),
  };
  return fillPattern(pieces, values, (value, { kind }) => (kind === 'date' ? `DATE '${value}'` : value));
}

/** Variables as text; lists have none. */
export function variableTexts({ variables }: Pick<Project, 'variables'>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).flatMap(([name, value]) =>
      typeof value === 'object' ? [] : [[name, String(value)]],
    ),
  );
}

/** What is wrong with the names of files and with the condition, before anything is known of the table. */
function patternDiagnostics(one: Export, project: Project): Diagnostic[] {
  const known = Object.keys(variableTexts(project));
  const partition = one.partitionBy.map(({ column }) => column.toLowerCase());
  return (['path', 'manifest', 'where'] as const).flatMap((key) => {
    const pattern = one[key];
    if (pattern === null) return [];
    const subject = one.spans[key] ?? one.span;
    const pieces = parsePattern(pattern);
    const problem =
      typeof pieces === 'string'
        ? pieces
        : (piecesProblem(pieces, key, known, partition) ?? placeProblem(pieces, key));
    return problem === null
      ? []
      : [diagnose('export-pattern-invalid', { export: one.name, key, pattern, problem }, { subject })];
  });
}

function piecesProblem(
  pieces: readonly PatternPiece[],
  key: 'path' | 'manifest' | 'where',
  variables: readonly string[],
  partition: readonly string[],
): string | null {
  for (const piece of pieces) {
    if (piece.kind === 'variable' && !variables.includes(piece.name))
      return `project.yml has no variable \`${piece.name}\``;
    if (piece.kind === 'column' && key !== 'path')
      return `\`{{${piece.name}}}\` is none of date, var, environment, version`;
    if (piece.kind === 'column' && !partition.includes(piece.name.toLowerCase()))
      return `\`{{${piece.name}}}\` is neither date, var, environment nor version, and no column of \`partition_by\``;
    if (key === 'where' && piece.kind !== 'date' && piece.kind !== 'variable' && piece.kind !== 'text')
      return `\`{{${piece.kind}}}\` stands in names of files only`;
    if (key === 'where' && piece.kind === 'date' && piece.format !== null)
      return 'in a condition, `{{date}}` is a DATE and has no format';
  }
  const named = pieces.flatMap((piece) => (piece.kind === 'column' ? [piece.name.toLowerCase()] : []));
  const missing = key === 'path' ? partition.find((column) => !named.includes(column)) : undefined;
  return missing === undefined
    ? null
    : `\`{{${missing}}}\` is missing: all values of \`${missing}\` would go to one file`;
}

function placeProblem(pieces: readonly PatternPiece[], key: string): string | null {
  if (key === 'where') return null;
  const problem = pathProblem(pieces.map((piece) => (piece.kind === 'text' ? piece.text : 'x')).join(''));
  return problem === null ? null : `a path below the folder of the exports is expected, and ${problem}`;
}

/** Texts that are the same for every row and that the rules cannot write. */
function writtenDiagnostics(one: Export, resolved: ResolvedExport): Diagnostic[] {
  const alone = resolved.columns.length === 1;
  const header = one.rules.dialect.header ? headerText(one, resolved) : '';
  const problems: string[] = [];
  if (typeof header !== 'string')
    problems.push(`the header has ${shown(header.letter)}, which nothing can escape`);
  for (const { written } of resolved.columns) {
    const word = written.nullWord ?? one.rules.dialect.nullWords[0] ?? '';
    const field = fieldText(word, 'null', written.quotes, alone, one.rules);
    if (typeof field !== 'string')
      problems.push(`NULL is written with ${shown(field.letter)}, which nothing can escape`);
  }
  return [...new Set(problems)].map((problem) =>
    diagnose('export-dialect-invalid', { export: one.name, problem }, { subject: one.span }),
  );
}

function shown(letter: string): string {
  return letter === '' ? 'an empty field as the whole line' : `\`${letter}\``;
}

/** Two exports that would write the same file. */
function collisions(exports: readonly Export[]): Diagnostic[] {
  const taken = new Map<string, Export>();
  const diagnostics: Diagnostic[] = [];
  for (const one of exports) {
    for (const name of new Set([`${one.folder}/${one.path}`, `${one.folder}/${one.manifest}`])) {
      const other = taken.get(name.toLowerCase());
      if (other === undefined) taken.set(name.toLowerCase(), one);
      else {
        const related = [{ message: 'the other', span: other.span }];
        const parameters = { export: one.name, other: other.name, path: name };
        diagnostics.push(diagnose('export-files-collide', parameters, { subject: one.span, related }));
      }
    }
    if (one.path.toLowerCase() === one.manifest.toLowerCase())
      diagnostics.push(
        diagnose(
          'export-files-collide',
          { export: one.name, other: one.name, path: one.path },
          { subject: one.spans.manifest ?? one.span },
        ),
      );
  }
  return diagnostics;
}
