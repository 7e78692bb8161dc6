import type { LegacyStatement } from '../estate/legacy-object.ts';
import type { EstatePlace } from '../estate/place.ts';
import type { ReadSql } from '../estate/sql-reader.ts';
import { readSqlFile } from './objects/read-sql-file.ts';
import type { Grammars } from './uses/grammars.ts';

/** Reads SQL that stands in scripts and packages: its statements, with places in the file that it stands in. */
export function embeddedSql(grammars: Grammars): ReadSql {
  return (sql, dialect, file, line) =>
    readSqlFile(sql, file, dialect, grammars).objects.flatMap(({ statements }) =>
      statements.map((statement) => moved(statement, line - 1)),
    );
}

function moved(statement: LegacyStatement, lines: number): LegacyStatement {
  const place = (at: EstatePlace): EstatePlace => ({
    file: at.file,
    line: at.line + lines,
    endLine: at.endLine + lines,
  });
  return {
    ...statement,
    place: place(statement.place),
    reads: statement.reads.map((use) => ({ ...use, place: place(use.place) })),
    writes: statement.writes.map((use) => ({ ...use, place: place(use.place) })),
  };
}
