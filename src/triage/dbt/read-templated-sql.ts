import { nothingKnown } from '../estate/bare-object.ts';
import type { EstateNote, LegacyObject } from '../estate/legacy-object.ts';
import { movePlaces } from '../estate/move-places.ts';
import type { EstatePlace } from '../estate/place.ts';
import type { FileReading } from '../estate/sql-reader.ts';
import { weakest } from '../estate/understanding.ts';
import type { DbtProject } from './dbt-project.ts';
import { runTemplate, type TemplateRun } from './run-template.ts';
import { sourceLines } from './source-lines.ts';

export interface TemplateContext {
  /** What the file's dbt project shares. */
  readonly project: DbtProject;
  /** The project's folders say that it is a model; else its text does. */
  readonly isModel: boolean;
  readonly readSql: (sql: string) => FileReading;
}

/**
 * An SQL file with Jinja in it. A model of dbt is a view of its name over what it names; another template is read as the SQL that it becomes. Where it cannot be run it is read with holes, and is
 * no better than `scanned`. Places are those of the template.
 */
export function readTemplatedSql(
  text: string,
  file: string,
  { project, isModel, readSql }: TemplateContext,
): FileReading {
  const whole = { file, line: 1, endLine: text.split('\n').length };
  if (/\{%-?\s*(?:test|data_test|materialization)\b/.test(text))
    return { objects: [], notes: [macrosNote(whole)] };
  const snapshot = /\{%-?\s*snapshot\s+(\w+)/.exec(text)?.[1];
  const stem = snapshot ?? file.slice(file.lastIndexOf('/') + 1).replace(/\.[^.]*$/, '');
  const run = runTemplate(text, stem, project);
  // What is filled in is known to the reader of SQL as a place of its own.
  const sql = 'problem' in run ? text : run.text;
  const notes =
    'problem' in run ? [notRun(run.problem, whole)] : [...incremental(run, whole), ...asking(run, whole)];
  const isSure = !('problem' in run) && !run.asksDatabase;
  const written = withoutComments(sql);
  if (!/[^\s;]/.test(written) && isModel && /\{\{/.test(text))
    return { objects: [ofMacroAlone(text, stem, whole, notes)], notes: [] };
  if (!/[^\s;]/.test(written))
    return {
      objects: [],
      notes: /\{%-?\s*macro\b/.test(text) ? [macrosNote(whole)] : notes,
    };
  const asView = (isModel || namesModels(text)) && /^[\s(]*(?:select|with)\b/i.test(written);
  const name = quotedName(('problem' in run ? null : run.settings.get('alias')) ?? stem);
  const made = asView ? `CREATE VIEW ${name} AS ${sql.replace(/[\s;]+$/, '')}` : sql;
  const { objects, notes: found } = readSql(made);
  const lineOf = sourceLines(text, sql);
  const [first, ...others] =
    'problem' in run
      ? objects.map(scanned)
      : objects.map((object) => movePlaces(isSure ? object : scanned(object), file, lineOf));
  return {
    objects: first === undefined ? [] : [{ ...first, notes: [...notes, ...first.notes] }, ...others],
    notes: first === undefined ? [...notes, ...found] : found,
  };
}

/** A model that a macro writes as a whole, which could not be run: it is there, and reads what it names. */
function ofMacroAlone(
  text: string,
  name: string,
  place: EstatePlace,
  notes: readonly EstateNote[],
): LegacyObject {
  const named = [
    ...text.matchAll(/\bref\(\s*(?:(['"])[^'"]*\1\s*,\s*)?(['"])([^'"]+)\2/g),
    ...text.matchAll(/\bsource\(\s*(['"])([^'"]+)\1\s*,\s*(['"])([^'"]+)\3/g),
  ].map((found) => (found[4] === undefined ? found[3]! : `${found[2]!}.${found[4]}`).toLowerCase());
  const understanding = named.length > 0 ? 'scanned' : 'opaque';
  return {
    id: name.toLowerCase(),
    name,
    kind: 'view',
    dialect: null,
    place,
    understanding,
    ...nothingKnown,
    statements: [
      {
        kind: 'create view',
        place,
        understanding,
        reads: [...new Set(named)].map((relation) => ({ relation, columns: null, place, understanding })),
        writes: [],
        text,
      },
    ],
    notes,
  };
}

/** Some projects name their models with their schema. */
function quotedName(name: string): string {
  return /^[A-Za-z_][\w.]*$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`;
}

function macrosNote(place: EstatePlace): EstateNote {
  return {
    code: 'template-macros',
    text: 'It defines macros, which are read where a model uses them.',
    place,
  };
}

function notRun(problem: string, place: EstatePlace): EstateNote {
  return {
    code: 'template-not-run',
    text: `The template could not be run (${problem}): both sides of its conditions were read, and what it puts in is not known.`,
    place,
  };
}

function incremental({ asksWhetherIncremental }: TemplateRun, place: EstatePlace): readonly EstateNote[] {
  return asksWhetherIncremental
    ? [
        {
          code: 'template-incremental',
          text: 'The model is built incrementally; it was read as its full build.',
          place,
        },
      ]
    : [];
}

function asking({ asksDatabase }: TemplateRun, place: EstatePlace): readonly EstateNote[] {
  return asksDatabase
    ? [
        {
          code: 'template-asks-database',
          text: 'What the template becomes depends on what the database answers while it is built: it was read as where there is no answer, and may name other columns then.',
          place,
        },
      ]
    : [];
}

/** Whether a text is filled in before it is SQL: by Jinja, as dbt and Airflow do. */
export function isTemplate(text: string): boolean {
  // A word stands behind the mark: `LIKE '%{%' OR c LIKE '%}%'` is no template.
  const between = (opens: RegExp, closes: string): boolean => {
    const at = text.search(opens);
    return at >= 0 && text.includes(closes, at);
  };
  return between(/\{\{[-+]?\s*[\w'"([]/, '}}') || between(/\{%[-+]?\s*[a-z_]/i, '%}');
}

/** Whether a template names what it reads as models of dbt do. */
function namesModels(text: string): boolean {
  return /\{\{-?\s*(?:ref|source|config)\s*\(/.test(text);
}

/** What stands in SQL and is not put in by a template. */
function withoutComments(sql: string): string {
  return sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\/|\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}|\{#[\s\S]*?#\}/g, ' ');
}

function scanned(object: LegacyObject): LegacyObject {
  const least = weakest([object.understanding, 'scanned']);
  return {
    ...object,
    understanding: least,
    statements: object.statements.map((statement) => ({
      ...statement,
      understanding: weakest([statement.understanding, 'scanned']),
      reads: statement.reads.map((use) => ({
        ...use,
        understanding: weakest([use.understanding, 'scanned']),
      })),
    })),
  };
}
