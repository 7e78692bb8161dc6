import { relative, resolve } from 'node:path';
import { type EstateRelation, type TranslatedStatement, translateFile } from '../../compile/legacy/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { nearNames, type SourceFile } from '../../text/index.ts';
import { type Dialect, dialectFacts, dialects, namedType } from '../../triage/index.ts';
import { loadGrammars, readSqlFile } from '../../triage/sql/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { decodeText } from '../legacy/decode-text.ts';
import { openEstate } from '../legacy/open-legacy-estate.ts';
import type { Context } from './context.ts';

export interface TranslateRequest {
  readonly file: string;
  readonly from: string;
  /** The name of the model that the one query of the file is to become; null: SQL alone. */
  readonly model: string | null;
  readonly inventory: string | null;
  /** Say what becomes of each statement, without its SQL. */
  readonly checkOnly: boolean;
}

/** `lode translate`: a file of legacy SQL as DuckDB SQL that binds. Exit code 1 where a statement is refused. Needs no project, and uses the contracts of one. */
export async function translateCommand(context: Context, request: TranslateRequest): Promise<ExitCode> {
  const { host, options, console } = context;
  const dialect = dialectNamed(request.from);
  const path = resolve(host.folder, request.file);
  const file: SourceFile = {
    path: relative(resolve(host.folder, options.project ?? '.'), path) || path,
    text: decodeText(Buffer.from(await host.files.read(path)))?.text ?? '',
  };
  const { estate, close } = await openEstate(
    context,
    request.inventory,
    await tablesOf(file, dialect),
    false,
  );
  try {
    const statements = await translateFile(estate, file, dialect);
    const wanted = statements.filter(({ translated }) => translated !== null);
    const diagnostics: Diagnostic[] = statements.flatMap((each) => each.diagnostics);
    if (statements.length === 0) diagnostics.push(diagnose('translate-nothing', { file: file.path }));
    if (options.json) console.document(documentOf(file, dialect, statements, diagnostics));
    else if (!request.checkOnly)
      for (const each of chosen(wanted, request.model, file, diagnostics))
        console.result(sqlOf(file, dialect, each, request.model));
    console.diagnostics(diagnostics, (name) => (name === file.path ? file.text : undefined));
    console.say(countsOf(statements, console.style.green('✓')));
    return diagnostics.some((each) => each.severity === 'error') ? exitCodes.error : exitCodes.done;
  } finally {
    await close();
  }
}

/** All queries, or the one that is to be the model: the only one, or that of its name. */
function chosen(
  wanted: readonly TranslatedStatement[],
  model: string | null,
  file: SourceFile,
  diagnostics: Diagnostic[],
): readonly TranslatedStatement[] {
  if (model === null || wanted.length <= 1) return wanted;
  const last = model.split('.').at(-1)!.toLowerCase();
  const named = wanted.filter(({ name }) => name?.split('.').at(-1)?.toLowerCase() === last);
  if (named.length === 1) return named;
  const names = wanted.map(({ name, line }) => name ?? `line ${line}`);
  diagnostics.push(diagnose('translate-several', { file: file.path, model, names }));
  return [];
}

function dialectNamed(name: string): Dialect {
  const found = dialects.find((one) => one === name.toLowerCase());
  if (found === undefined)
    throw new DiagnosticError(
      diagnose('legacy-dialect-unknown', { dialect: name, known: dialects, near: nearNames(name, dialects) }),
    );
  return found;
}

/** The tables that the file defines itself. */
async function tablesOf(file: SourceFile, dialect: Dialect): Promise<EstateRelation[]> {
  if (!/\btable\b/i.test(file.text)) return [];
  const { objects } = readSqlFile(file.text, file.path, dialect, await loadGrammars());
  return objects.flatMap((object): EstateRelation[] =>
    object.kind === 'table' &&
    object.columns !== null &&
    object.columns.length > 0 &&
    object.columns.every((each) => each.type !== null)
      ? [
          {
            id: object.id,
            columns: object.columns.map(({ name, type }) => ({
              name,
              type: namedType(dialect, type!)?.sql ?? 'VARCHAR',
            })),
          },
        ]
      : [],
  );
}

function sqlOf(
  file: SourceFile,
  dialect: Dialect,
  { name, line, translated }: TranslatedStatement,
  model: string | null,
): string {
  const sql = translated!.sql;
  if (model === null) return `-- ${name ?? `${file.path}:${line}`}\n${sql};\n`;
  const origin = `${name === null ? '' : `${name}, `}${file.path}:${line}`;
  return `/* ---\nkind: full\ndescription: ${JSON.stringify(`Translated from ${origin} (${dialectFacts[dialect].title}).`)}\n--- */\n${sql}\n`;
}

function countsOf(statements: readonly TranslatedStatement[], tick: string): string {
  const count = (outcome: TranslatedStatement['outcome']): number =>
    statements.filter((each) => each.outcome === outcome).length;
  const parts = [
    `${count('bound')} of ${statements.length} ${statements.length === 1 ? 'query' : 'queries'} translated and bound`,
    ...(count('parsed') > 0 ? [`${count('parsed')} translated, but not bound for want of tables`] : []),
    ...(count('refused') > 0 ? [`${count('refused')} refused`] : []),
  ];
  return `${count('refused') === 0 ? `${tick} ` : ''}${parts.join(', ')}.`;
}

function documentOf(
  file: SourceFile,
  dialect: Dialect,
  statements: readonly TranslatedStatement[],
  diagnostics: readonly Diagnostic[],
) {
  return {
    formatVersion: '1.0',
    file: file.path,
    dialect,
    statements: statements.map(({ name, line, outcome, translated }) => ({
      name,
      line,
      outcome,
      form: translated?.form ?? null,
      sql: translated?.sql ?? null,
      columns: translated?.columns?.map((each) => each.name) ?? null,
      reads: translated?.reads ?? [],
    })),
    diagnostics,
  };
}
