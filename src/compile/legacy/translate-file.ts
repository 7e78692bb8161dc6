import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { type SourceFile, spanOf } from '../../text/index.ts';
import {
  type Dialect,
  dialectFacts,
  type Translated,
  type Translation,
  translate,
} from '../../triage/index.ts';
import { splitStatements } from '../../triage/sql/index.ts';
import { bindTranslations } from './bind-queries.ts';
import { knownTable, type LegacyEstate, relationNamed } from './estate.ts';
import { makeStubs } from './make-stubs.ts';

/** What became of one statement of a file. */
export interface TranslatedStatement {
  /** The view or table that it makes or fills, as written; null: it is a query alone. */
  readonly name: string | null;
  readonly line: number;
  /** `bound`: DuckDB took it. `parsed`: tables are missing. `refused`: there is no translation, or DuckDB did not take it. */
  readonly outcome: 'bound' | 'parsed' | 'refused';
  readonly translated: Translated | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Statements that define or tidy something and compute nothing; definitions of tables are read elsewhere. */
const silent =
  /^(DROP|GRANT|REVOKE|SET|USE|COMMENT|COMMIT|ROLLBACK|ANALYZE|VACUUM|PRINT|GO|CREATE (UNIQUE |CLUSTERED |NONCLUSTERED )*INDEX|CREATE SCHEMA|CREATE DATABASE|CREATE SEQUENCE|CREATE GENERATOR|CREATE DOMAIN|CREATE TYPE|ALTER|COLLECT|RECREATE TABLE|CREATE( OR REPLACE)?( GLOBAL)?( TEMPORARY| TEMP| VOLATILE| MULTISET| SET| EXTERNAL| TRANSIENT)* TABLE)\b/;

interface Pending {
  readonly start: number;
  readonly end: number;
  readonly line: number;
  readonly first: Translation;
}

/** The queries of a file, each bound over the tables of `estate` and over the views of the file itself. Definitions and tidying up are passed over. */
export async function translateFile(
  estate: LegacyEstate,
  file: SourceFile,
  dialect: Dialect,
): Promise<TranslatedStatement[]> {
  const attempt = (start: number, end: number): Translation =>
    translate(estate.parser, { file, start, end }, dialect, {
      tables: (name) => knownTable(estate, name),
      functions: estate.functions,
    });
  const statements = splitStatements(file.text, dialect).filter(
    ({ words, start, end }) =>
      !silent.test(words.join(' ')) || /\bAS\s*(\(\s*)*(SELECT|WITH)\b/i.test(file.text.slice(start, end)),
  );
  let open: Pending[] = statements.map(({ start, end }) => ({
    start,
    end,
    line: spanOf(file, start, end).line,
    first: attempt(start, end),
  }));
  const done = new Map<Pending, TranslatedStatement>();
  const all = [...open];
  while (open.length > 0) {
    const awaited = new Set(open.flatMap(({ first }) => definedBy(first) ?? []));
    const ready = open.filter(
      ({ first }) =>
        first.kind === 'refused' ||
        first.reads.every((name) => name === definedBy(first) || !awaited.has(name)),
    );
    const batch = ready.length === 0 ? open : ready;
    // Types of what was made meanwhile are known only now.
    const translations = batch.map(({ start, end, first }) =>
      first.kind === 'refused' ? first : attempt(start, end),
    );
    const outcomes = await bindTranslations(estate, translations);
    const made: { readonly id: string; readonly sql: string }[] = [];
    batch.forEach((each, at) => {
      const outcome = outcomes[at]!;
      done.set(
        each,
        statementOf(
          estate,
          file,
          dialect,
          each,
          translations[at]!,
          outcome.kind === 'failed' ? (outcome.problem ?? '') : null,
        ),
      );
      const id = definedBy(translations[at]!);
      if (id !== null && outcome.kind === 'bound') made.push({ id, sql: outcome.translated.sql });
    });
    await makeStubs(estate, made);
    const finished = new Set(batch);
    open = open.filter((each) => !finished.has(each));
  }
  return all.map((each) => done.get(each)!);
}

function definedBy(translation: Translation): string | null {
  if (
    translation.kind === 'refused' ||
    translation.target === null ||
    !['view', 'table'].includes(translation.form)
  )
    return null;
  return translation.target.name.join('.').toLowerCase();
}

function statementOf(
  estate: LegacyEstate,
  file: SourceFile,
  dialect: Dialect,
  { start, end, line }: Pending,
  translation: Translation,
  problem: string | null,
): TranslatedStatement {
  if (translation.kind === 'refused')
    return { name: null, line, outcome: 'refused', translated: null, diagnostics: translation.reasons };
  const name = translation.target?.name.join('.') ?? null;
  const subject = spanOf(
    file,
    start,
    Math.min(end, file.text.indexOf('\n', start) < 0 ? end : file.text.indexOf('\n', start)),
  );
  const statement = name === null ? `the query in line ${line}` : `\`${name}\``;
  if (translation.form === 'update' || translation.form === 'merge')
    return {
      name,
      line,
      outcome: 'refused',
      translated: null,
      diagnostics: [
        diagnose(
          'translate-statement-refused',
          { dialect: dialectFacts[dialect].title, statement: `\`${translation.form.toUpperCase()}\`` },
          { subject },
        ),
      ],
    };
  if (problem === null)
    return { name, line, outcome: 'bound', translated: translation, diagnostics: translation.warnings };
  const unknown = translation.reads.filter((each) => {
    const id = relationNamed(estate, each.split('.'));
    return id === null || estate.relations.get(id)!.columns === null;
  });
  if (unknown.length > 0)
    return {
      name,
      line,
      outcome: 'parsed',
      translated: translation,
      diagnostics: [
        diagnose('translate-only-parsed', { statement, tables: unknown }, { subject }),
        ...translation.warnings,
      ],
    };
  return {
    name,
    line,
    outcome: 'refused',
    translated: null,
    diagnostics: [diagnose('translate-not-bound', { statement, reason: problem }, { subject })],
  };
}
