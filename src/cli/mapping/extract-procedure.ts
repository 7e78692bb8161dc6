import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import {
  extractQuery,
  type MappingForm,
  type ProcedureTarget,
  procedureTargets,
  withInterval,
  withoutLiterals,
  withProjectVariables,
} from '../../triage/mapping/index.ts';
import type { Host } from '../host.ts';
import type { OpenProject } from '../open-project.ts';
import type { KnownRelations } from './known-relations.ts';
import type { Legacy, Routine } from './legacy-origin.ts';
import { type OriginalQuery, originalQuery } from './original-query.ts';
import { formOf, notesOf } from './taken.ts';
import { type ExtractedFile, writeExtracted } from './write-extracted.ts';

export type ProcedureOutcome = {
  /** As written, parts joined by dots. */
  readonly table: string;
  /** Lines of the file. */
  readonly lines: readonly number[];
} & (
  | ({ readonly kind: 'mapping' } & ExtractedFile)
  | { readonly kind: 'refused'; readonly reasons: readonly string[] }
);

export interface ExtractedProcedure {
  readonly name: string;
  readonly tables: readonly ProcedureOutcome[];
  readonly loose: readonly { readonly line: number; readonly reason: string }[];
}

export interface ProcedureRequest {
  readonly target: string | null;
  readonly force: boolean;
  /** Where the mapping of a model is written. */
  readonly pathOf: (model: string) => string;
}

/** A mapping for each table that a procedure writes by queries; of the others why there is none. */
export async function extractProcedure(
  host: Host,
  open: OpenProject,
  relations: KnownRelations,
  legacy: Legacy,
  routine: Routine,
  request: ProcedureRequest,
): Promise<ExtractedProcedure> {
  const { parameters, keyOf } = routine;
  const { targets, loose } = procedureTargets(routine.text, legacy.dialect, { parameters, keyOf });
  const wanted = targets.filter(
    ({ target }) =>
      legacy.table === null ||
      target.join('.').toLowerCase() === legacy.table.toLowerCase() ||
      target.at(-1)?.toLowerCase() === legacy.table.toLowerCase(),
  );
  const fail = (problem: string) =>
    new DiagnosticError(diagnose('mapping-not-extracted', { what: routine.name, problem }));
  const known = targets.map(({ target }) => target.join('.')).join(', ');
  if (targets.length === 0) throw fail('it writes no table');
  if (wanted.length === 0) throw fail(`it does not write \`${legacy.table}\`, but ${known}`);
  const able = wanted.filter(({ kind }) => kind === 'rows').length;
  if (request.target !== null && able > 1)
    throw fail(`it writes ${able} tables, and a model is one: name it behind \`#\` (${known})`);
  const tables: ProcedureOutcome[] = [];
  for (const each of wanted) {
    const at = {
      table: each.target.join('.'),
      lines: each.statements.map(({ line }) => line + routine.line - 1),
    };
    const shifted = (text: string) =>
      text.replaceAll(/\bline (\d+)/g, (_, line) => `line ${Number(line) + routine.line - 1}`);
    if (each.kind === 'refused') {
      tables.push({ kind: 'refused', ...at, reasons: each.reasons.map(shifted) });
      continue;
    }
    const original = await translated(legacy, each, relations);
    if (typeof original === 'string') {
      tables.push({ kind: 'refused', ...at, reasons: [original] });
      continue;
    }
    const model =
      request.target ?? `silver.${at.table.split('.').at(-1)!.toLowerCase().replaceAll(/\W+/g, '_')}`;
    const extracted = extractQuery(original.sql, { columnsOf: relations.columnsOf });
    const origin = {
      object: at.table.toLowerCase(),
      procedure: routine.name,
      file: legacy.file.path,
      dialect: legacy.dialect,
    };
    const proved = formOf({ model }, origin, extracted.query);
    const { form, notes: decided } = refilled(proved, each);
    const notes = withProjectVariables([...decided, ...notesOf(extracted.notes, original)]);
    const file = {
      path: request.pathOf(model),
      form: { ...form, origin: { ...origin, ...(notes.length === 0 ? {} : { notes }) } },
      proved,
      original,
      notes,
      from: routine.name,
    };
    tables.push({
      kind: 'mapping',
      ...at,
      ...(await writeExtracted(host, open, relations, file, request.force)),
    });
  }
  return {
    name: routine.name,
    tables,
    loose: loose.map(({ line, reason }) => ({ line: line + routine.line - 1, reason })),
  };
}

/** The query of a table in DuckDB's words; or why it is refused. */
async function translated(
  { file, dialect }: Legacy,
  { target, columns, query }: Extract<ProcedureTarget, { kind: 'rows' }>,
  relations: KnownRelations,
): Promise<OriginalQuery | string> {
  const list = columns === null ? '' : ` (${columns.join(', ')})`;
  const text = `CREATE VIEW ${target.at(-1)}${list} AS\n${query}`;
  try {
    const query = (sql: string) => originalQuery({ path: file.path, text: sql }, dialect, relations.tableOf);
    // What is said of a literal that stands for a variable is said of nothing in the original.
    const { warnings } = await query(withoutLiterals(text));
    return { ...(await query(text)), warnings };
  } catch (error) {
    if (!(error instanceof DiagnosticError)) throw error;
    return error.diagnostics.map(({ summary }) => summary).join('; ');
  }
}

/** The mapping with what it needs to be run again as the original is, and what a person has to decide about that. */
function refilled(
  form: MappingForm,
  { refill, notes, variables, columns }: Extract<ProcedureTarget, { kind: 'rows' }>,
): { form: MappingForm; notes: string[] } {
  const unnamed =
    columns === null ? ['The original names no columns where it writes: they go by their place.'] : [];
  const asked = (names: readonly string[]) =>
    names.length === 0
      ? []
      : [
          `To be decided: the original is given ${names.map((name) => `\`${name}\``).join(', ')}. Set ${names.length === 1 ? 'it' : 'them'} below \`vars\` of project.yml, or write a value in the place of ${names.map((name) => `\`{{var "${name}"}}\``).join(', ')}.`,
        ];
  switch (refill.kind) {
    case 'full':
      return { form: withProjectVariables(form), notes: [...notes, ...asked(variables), ...unnamed] };
    case 'keys': {
      const keys = refill.keys.map(
        (key) =>
          Object.keys(form.columns ?? {}).find((name) => name.toLowerCase() === key.toLowerCase()) ?? key,
      );
      const { model } = form.target;
      const target = { model, kind: 'incremental_by_unique_key', unique_key: keys } as const;
      return {
        form: withProjectVariables({ ...form, target, grain: keys }),
        notes: [
          ...notes,
          'To be decided: the original keeps rows that its query does not give any more, and so does the kind `incremental_by_unique_key`. Where the query always gives all rows, `full` computes the same without a memory.',
          ...asked(variables),
          ...unnamed,
        ],
      };
    }
    case 'range': {
      const ranged = withInterval(form, refill.column, refill.variables);
      const left = variables.filter((name) => !ranged.replaced.includes(name));
      return {
        form: withProjectVariables(ranged.form),
        notes: [...notes, ...ranged.notes, ...asked(left), ...unnamed],
      };
    }
  }
}
