import {
  type Dialect,
  type EstateNote,
  type FileReading,
  isCrontab,
  isTemplate,
  isWindowsTask,
  type LegacyObject,
  noDbtProject,
  nothingKnown,
  type ReadSql,
  readCrontab,
  readDbtSeed,
  readNotebook,
  readProjectFile,
  readPythonScript,
  readSsisPackage,
  readSystemdUnit,
  readTemplatedSql,
  readWindowsTask,
  type ScannedSource,
  scriptText,
} from '../../triage/index.ts';
import { type Grammars, guessDialect, readSqlFile, readSqlText } from '../../triage/sql/index.ts';
import { decodeText } from './decode-text.ts';
import type { EstatePiece } from './open-estate.ts';

export type EstateFormat = ScannedSource['format'];

/** How a file is read, by its name. A reader gets its text and may ask for SQL that stands in it to be read. */
interface Reader {
  readonly format: EstateFormat;
  readonly names: RegExp;
  readonly read: (
    text: string,
    file: string,
    dialect: Dialect | null,
    grammars: Grammars,
    piece: Pick<EstatePiece, 'project' | 'dbt' | 'companions'>,
  ) => FileReading;
}

const sqlIn =
  (grammars: Grammars): ReadSql =>
  (sql, dialect, file, line) =>
    readSqlText(sql, dialect, file, line, grammars);

const readers: readonly Reader[] = [
  {
    format: 'sql',
    names:
      /\.(?:sql|ddl|dml|prc|proc|fnc|trg|vw|view|viw|pks|pkb|pls|plb|pck|spc|bdy|tab|tps|tpb|pkg|plsql|syn|mac|bteq|btq|bql|tpt|fld|fastload|mld|mload|fexp|tsql|psql|hql|db2|mysql|pgsql)$/i,
    read: (text, file, dialect, grammars, { dbt }) => {
      const readSql = (sql: string) => readSqlFile(sql, file, dialect ?? guessDialect(sql, file), grammars);
      const isModel = dbt?.role === 'model' || dbt?.role === 'snapshot';
      return isModel || isTemplate(text)
        ? readTemplatedSql(text, file, { project: dbt?.project() ?? noDbtProject, isModel, readSql })
        : readSql(text);
    },
  },
  {
    format: 'python',
    names: /\.pyw?$/i,
    read: (text, file, dialect, grammars, { companions }) =>
      readPythonScript(scriptText(text, file), file, { dialect, readSql: sqlIn(grammars), companions }),
  },
  {
    format: 'python',
    names: /\.ipynb$/i,
    read: (text, file, dialect, grammars, { companions }) =>
      readNotebook(text, file, {
        dialect,
        readSql: sqlIn(grammars),
        companions,
        readSqlFile: (sql) => readSqlFile(sql, file, dialect ?? guessDialect(sql, file), grammars),
      }),
  },
  {
    format: 'schedule',
    names: /\.(?:timer|service)$/i,
    read: (text, file) => readSystemdUnit(text, file),
  },
  {
    format: 'ssis',
    names: /\.dtsx$/i,
    read: (text, file, dialect, grammars, { project }) =>
      readSsisPackage(text, file, { dialect, readSql: sqlIn(grammars), project: project() }),
  },
  {
    format: 'ssis',
    names: /\.(?:conmgr|params|dtproj)$|(?:^|\/)@Project\.manifest$/i,
    read: (text, file) => readProjectFile(text, file),
  },
];

const taskReader: Reader = {
  format: 'schedule',
  names: /\.xml$/i,
  read: (text, file) => readWindowsTask(text, file),
};

/** So much of a file tells what it is. */
const looked = 4096;

const seedReader: Reader = { format: 'csv', names: /\.csv$/i, read: (text, file) => readDbtSeed(text, file) };

function readerOf(file: string, dbt: EstatePiece['dbt'], bytes: Buffer | null): Reader | undefined {
  if (bytes !== null && isWindowsTask(file, bytes.toString('latin1', 0, looked))) return taskReader;
  return dbt?.role === 'seed' ? seedReader : readers.find(({ names }) => names.test(file));
}

/** What is read of a file without reading it: by its name, by what it is in a dbt project, and by how it begins where names do not tell. */
export function formatOf(
  file: string,
  dbt: EstatePiece['dbt'] = null,
  bytes: Buffer | null = null,
): EstateFormat {
  if (isCrontab(file)) return 'crontab';
  if (/\.ispac$/i.test(file)) return 'ssis';
  return readerOf(file, dbt, bytes)?.format ?? 'unknown';
}

/** Reads one file. Never throws: what cannot be read is an object that says so. */
export function readEstateFile(
  piece: Pick<EstatePiece, 'bytes' | 'file' | 'project' | 'dbt' | 'companions' | 'problem'>,
  dialect: Dialect | null,
  grammars: Grammars,
): readonly LegacyObject[] {
  const { bytes, file, dbt, problem } = piece;
  const reader = readerOf(file, dbt, bytes);
  if (reader === undefined && !isCrontab(file)) return [];
  const place = { file, line: 1, endLine: 1 };
  const decoded = decodeText(bytes);
  if (decoded === null)
    return [unread(file, 'not-a-text', 'It holds bytes that are no text in any known encoding.')];
  const notes: EstateNote[] =
    decoded.bad > 0
      ? [
          {
            code: 'unknown-encoding',
            text: `${decoded.bad} bytes stand for no letter in ${decoded.encoding}.`,
            place,
          },
        ]
      : [];
  if (problem !== null) notes.push({ code: 'damaged-archive', text: problem, place });
  let reading: FileReading;
  try {
    reading =
      reader === undefined
        ? readCrontab(decoded.text, file)
        : reader.read(decoded.text, file, dialect, grammars, piece);
  } catch (error) {
    // A fault of ours must not cost the rest of the estate; the file stays in the counts.
    return [
      unread(
        file,
        'reader-failed',
        `Reading it failed: ${error instanceof Error ? error.message : String(error)}`,
      ),
    ];
  }
  const all = [...notes, ...reading.notes];
  const [first, ...others] = reading.objects;
  if (first === undefined)
    return [
      {
        ...unread(file, 'empty', 'Nothing in it reads, writes or defines anything.'),
        understanding: 'parsed',
        notes: all,
      },
    ];
  return all.length === 0 ? reading.objects : [{ ...first, notes: [...all, ...first.notes] }, ...others];
}

function unread(file: string, code: string, text: string): LegacyObject {
  const place = { file, line: 1, endLine: 1 };
  return {
    id: file,
    name: file,
    kind: 'file',
    dialect: null,
    place,
    understanding: 'opaque',
    ...nothingKnown,
    notes: [{ code, text, place }],
  };
}
