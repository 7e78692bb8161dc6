import type { LegacyStatement, ReadSql, RelationUse } from '../../../src/triage/index.ts';

/** Knows of SQL no more than which words stand after FROM, JOIN and INTO: enough where it is not SQL that is tested. */
export const readTables: ReadSql = (sql, _dialect, file, line): readonly LegacyStatement[] => {
  const place = { file, line, endLine: line + sql.split('\n').length - 1 };
  const uses = (pattern: RegExp): readonly RelationUse[] =>
    [...sql.matchAll(pattern)].map((match) => ({
      relation: match[1]!.toLowerCase(),
      columns: null,
      place,
      understanding: 'parsed',
    }));
  const kind = /\w+/.exec(sql)?.[0].toLowerCase() ?? '';
  const reads = uses(/\b(?:from|join)\s+([\w.]+)/gi);
  return [{ kind, place, understanding: 'parsed', reads, writes: uses(/\binto\s+([\w.]+)/gi), text: sql }];
};
