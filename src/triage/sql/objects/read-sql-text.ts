import type { Dialect } from '../../estate/dialect.ts';
import type { LegacyStatement } from '../../estate/legacy-object.ts';
import { splitFile } from '../cut/split-file.ts';
import { nothingFound, type Reading, readBody, readStatement } from '../statements/index.ts';
import { tokenize } from '../text/tokenize.ts';
import type { Grammars } from '../uses/grammars.ts';
import { nowhere } from './variables.ts';

/** SQL that stands in a script or a package, from `line` of its file on: its statements, each with what it reads and writes. What is not understood is a statement too. */
export function readSqlText(
  sql: string,
  dialect: Dialect,
  file: string,
  line: number,
  grammars: Grammars,
): readonly LegacyStatement[] {
  const tokens = tokenize(sql, dialect, 0, sql.length, line);
  const reading: Reading = { text: sql, tokens, file, dialect, grammars };
  const found = nothingFound();
  for (const { from, to } of splitFile(sql, tokens, dialect))
    if (dialect === 'tsql') readBody(reading, from, to, nowhere, false, found);
    else readStatement(reading, from, to, nowhere, false, found);
  if (found.statements.length > 0) return found.statements;
  const place = { file, line, endLine: line + sql.split('\n').length - 1 };
  return [{ kind: 'empty', place, understanding: 'opaque', reads: [], writes: [], text: sql }];
}
