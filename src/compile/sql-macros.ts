import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import type { Session } from '../ports/index.ts';
import type { Project } from '../project/index.ts';
import { type Span, spanOf, utf16OffsetOfByte, utf16OffsetOfCodePoint } from '../text/index.ts';
import { shippedMacros, shippedNames } from './anonymisers/shipped-macros.ts';
import { findReferences, type References } from './sql/find-references.ts';
import { parseBulk } from './sql/parse-bulk.ts';
import { type NameSpace, type Resolved, resolveReferences } from './sql/resolve-references.ts';
import { type MacroBody, type SqlMacro, splitMacros } from './sql/split-macros.ts';

/** A SQL macro and what its bodies name, one body after the other. */
export interface MacroStatement {
  readonly macro: SqlMacro;
  readonly references: readonly References[];
}

/** The macros that Lode ships, and those of `macros/*.sql`. A body that cannot be parsed is reported in its file. */
export async function macroStatements(
  session: Session,
  project: Project,
): Promise<{
  macros: readonly MacroStatement[];
  broken: readonly string[];
  diagnostics: readonly Diagnostic[];
}> {
  const diagnostics: Diagnostic[] = [];
  const byName = new Map<string, SqlMacro>();
  const shipped = shippedMacros(project.privacy);
  for (const file of [shipped, ...project.sqlMacros]) {
    const split = splitMacros(file);
    diagnostics.push(...split.diagnostics);
    for (const macro of split.value) {
      if (file !== shipped && shippedNames.includes(macro.name)) {
        diagnostics.push(diagnose('macro-name-shipped', { name: macro.name }, { subject: macro.span }));
        continue;
      }
      const first = byName.get(macro.name);
      const related = first === undefined ? [] : [{ message: 'the other', span: first.span }];
      if (first === undefined) byName.set(macro.name, macro);
      else
        diagnostics.push(diagnose('macro-duplicate', { name: macro.name }, { subject: macro.span, related }));
    }
  }
  const all = [...byName.values()];
  const parsed = await parseBulk(
    session,
    all.flatMap((macro) => macro.bodies.map((body) => body.query)),
  );
  const macros: MacroStatement[] = [];
  const broken: string[] = [];
  let next = 0;
  for (const macro of all) {
    const references: References[] = [];
    const before = diagnostics.length;
    for (const body of macro.bodies) {
      const answer = parsed[next++]!;
      if (answer.kind === 'error') {
        const at = answer.position === null ? 0 : utf16OffsetOfCodePoint(body.query, answer.position);
        const subject = wordAt(macro, body, at);
        diagnostics.push(diagnose('syntax-error', { message: answer.message, hint: null }, { subject }));
      } else if (answer.statements.length === 1) references.push(findReferences(answer.statements[0]!));
    }
    if (macro.bodies.length === 0)
      diagnostics.push(diagnose('macro-not-create', {}, { subject: macro.span }));
    if (diagnostics.length === before) macros.push({ macro, references });
    else broken.push(macro.name);
  }
  return { macros, broken, diagnostics };
}

/** What a macro's bodies name, with places in its file. */
export function resolveMacro(statement: MacroStatement, names: NameSpace): Resolved {
  const { macro } = statement;
  const parts = statement.references.map((references, index) => {
    const body = macro.bodies[index]!;
    return resolveReferences(references, names, (location) => ({
      span: location === null ? macro.span : wordAt(macro, body, utf16OffsetOfByte(body.query, location)),
      calls: [],
    }));
  });
  return {
    reads: parts.flatMap((part) => part.reads),
    macros: [...new Set(parts.flatMap((part) => part.macros))].sort(),
    broken: parts.flatMap((part) => part.broken),
    diagnostics: parts.flatMap((part) => part.diagnostics),
  };
}

/** The word or sign of the file that stands at UTF-16 offset `at` of the body's query. */
function wordAt(macro: SqlMacro, body: MacroBody, at: number): Span {
  const start = Math.min(macro.end, body.start + Math.max(0, at - body.inserted));
  const [word = ''] = /^[\p{L}\p{N}_."]+|^\S?/u.exec(macro.file.text.slice(start, macro.end)) ?? [];
  return spanOf(macro.file, start, start + Math.max(1, word.length));
}

/** The place of byte `position` of the macro's statement as it was given to the engine. */
export function placeInStatement(macro: SqlMacro, position: number | null): Span {
  if (position === null) return macro.span;
  const at = utf16OffsetOfByte(macro.statement, position);
  const start = macro.start + Math.max(0, at > 'CREATE'.length ? at - macro.inserted : at);
  const [word = ''] = /^[\p{L}\p{N}_."]+|^\S?/u.exec(macro.file.text.slice(start, macro.end)) ?? [];
  return spanOf(macro.file, start, start + Math.max(1, word.length));
}
