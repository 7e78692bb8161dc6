import { type Diagnostic, diagnose } from '../diagnostics/index.ts';
import type { Session } from '../ports/index.ts';
import { type Model, modelKinds, type Renderer } from '../project/index.ts';
import { forbiddenCharacter, spanOf } from '../text/index.ts';
import { symbolsOf } from './interval-symbols.ts';
import { findReferences, type References } from './sql/find-references.ts';
import { parseBulk } from './sql/parse-bulk.ts';
import { placed } from './sql/resolve-references.ts';
import { placeOfCodePoint, placeOfRange, type SqlText, sqlText } from './sql/sql-text.ts';
import { type Parsed, queryOf, type SyntaxNode } from './sql/syntax-tree.ts';

/** A model whose text is one SELECT. */
export interface ModelStatement {
  readonly model: Model;
  readonly text: SqlText;
  /** Names of the templates that took part. */
  readonly partials: readonly string[];
  /** The query: the engine's syntax tree. */
  readonly query: SyntaxNode;
  readonly references: References;
}

export interface Statements {
  readonly statements: readonly ModelStatement[];
  /** Names of models without one. */
  readonly failed: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

/** `seed` is a kind of what lies in the folder of seeds. */
const availableKinds: readonly string[] = modelKinds.filter((kind) => kind !== 'seed');

/** Renders and parses all models; one call to the engine for a thousand of them. */
export async function modelStatements(
  session: Session,
  models: readonly Model[],
  renderer: Renderer,
): Promise<Statements> {
  const diagnostics: Diagnostic[] = [...renderer.diagnostics];
  const failed: string[] = [];
  const rendered: { model: Model; text: SqlText; partials: readonly string[] }[] = [];
  for (const model of models) {
    const { kind } = model.header;
    if (!availableKinds.includes(kind)) {
      const subject = model.spans.kind ?? spanOf(model.file, 0, 0);
      diagnostics.push(diagnose('kind-not-available', { kind, available: availableKinds }, { subject }));
      failed.push(model.name);
      continue;
    }
    const outcome = renderer.render(model.file, model.bodyStart, symbolsOf(model.header));
    diagnostics.push(...outcome.diagnostics);
    const refused = outcome.value === null ? null : forbiddenCharacter(outcome.value.text.text);
    if (outcome.value !== null && refused !== null) {
      const text = sqlText(outcome.value.text);
      const place = placeOfRange(text, refused.offset, refused.offset + 1);
      diagnostics.push(diagnose('character-refused', { code: refused.code }, placed(place)));
    }
    if (outcome.value === null || refused !== null) failed.push(model.name);
    else rendered.push({ model, text: sqlText(outcome.value.text), partials: outcome.value.partials });
  }
  const parsed = await parseBulk(
    session,
    rendered.map(({ text }) => text.sql),
  );
  const statements: ModelStatement[] = [];
  rendered.forEach(({ model, text, partials }, index) => {
    const answer = parsed[index]!;
    const problem = problemOf(model, text, answer);
    const query = answer.kind === 'statements' && answer.statements[0] ? queryOf(answer.statements[0]) : null;
    if (problem !== null || query === null) {
      if (problem !== null) diagnostics.push(problem);
      failed.push(model.name);
    } else statements.push({ model, text, partials, query, references: findReferences(query) });
  });
  return { statements, failed, diagnostics };
}

function problemOf(model: Model, text: SqlText, answer: Parsed): Diagnostic | null {
  if (answer.kind === 'statements') {
    if (answer.statements.length === 1) return null;
    if (answer.statements.length === 0) {
      const at = model.bodyStart + model.file.text.slice(model.bodyStart).search(/\S|$/);
      return diagnose('statement-missing', {}, { subject: spanOf(model.file, at, at + 1) });
    }
    return diagnose('statements-several', { count: answer.statements.length }, placed(secondStatement(text)));
  }
  if (answer.position === null) {
    const place = placed(placeOfRange(text, text.tokens[0]?.start ?? 0, text.tokens[0]?.end ?? 0));
    const isPivot = text.tokens.some((token) =>
      /^(pivot|pivot_wider)$/i.test(text.sql.slice(token.start, token.end)),
    );
    if (answer.type !== 'not implemented')
      return diagnose('syntax-error', { message: answer.message, hint: null }, place);
    return isPivot ? diagnose('pivot-without-list', {}, place) : diagnose('statement-not-select', {}, place);
  }
  const place = placeOfCodePoint(text, answer.position);
  const open = /^unterminated (.*?) at or near/.exec(answer.message)?.[1];
  if (open !== undefined) return diagnose('syntax-not-closed', { what: open }, placed(place));
  return diagnose(
    'syntax-error',
    { message: answer.message, hint: syntaxHint(text, answer.message) },
    placed(place),
  );
}

/** The first token after the first semicolon outside of brackets. */
function secondStatement(text: SqlText): ReturnType<typeof placeOfRange> {
  const semicolon = text.tokens.findIndex(
    (token) => token.kind === 'symbol' && text.sql[token.start] === ';',
  );
  const token = text.tokens[semicolon + 1] ?? text.tokens[0]!;
  return placeOfRange(text, token.start, token.end);
}

/** What most often leads to an error at this token. */
function syntaxHint(text: SqlText, message: string): string | null {
  const near = /at or near "([^"]*)"/.exec(message)?.[1]?.toUpperCase();
  if (near === undefined)
    return /at end of input/.test(message) ? 'Something is not finished or not closed.' : null;
  if (['FROM', 'WHERE', 'GROUP', 'ORDER'].includes(near))
    return `Often a comma too many before ${near}, or a bracket that is not closed.`;
  const keywords = new Set(['SELEC', 'FORM', 'WEHRE', 'WHER', 'GROPU', 'GRUOP', 'ODER', 'JION']);
  const before = text.tokens.some((token) =>
    keywords.has(text.sql.slice(token.start, token.end).toUpperCase()),
  );
  return before ? 'A keyword is misspelt.' : null;
}
