/**
 * SQL of the legacy dialects as objects and statements. In: texts of files, rows of catalogs, and the grammars that `loadGrammars` loads (about a second, once). Out: objects with what
 * each statement reads and writes, as far as it is understood. Never fails on a text; never trusts one.
 */

export { type StatementStretch, splitStatements } from './cut/split-statements.ts';
export { guessDialect } from './guess-dialect.ts';
export { readSqlFile } from './objects/read-sql-file.ts';
export { readSqlText } from './objects/read-sql-text.ts';
export { type Grammars, loadGrammars } from './uses/grammars.ts';
export { type StatementPlace, type StatementUses, statementUses } from './uses/statement-uses.ts';
