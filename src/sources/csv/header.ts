import type { CutRecord } from '../../csv/index.ts';
import { fieldForms, headerNames, unescapeField } from '../../csv/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { CsvFile } from './list-files.ts';
import { openRecords, type RecordStream } from './open-records.ts';
import type { RelationPlan } from './plan.ts';

type Place = Pick<RelationPlan, 'source' | 'relation' | 'dialect' | 'comment' | 'skipLines'>;

/** A file's records behind its header, and the columns' names; null: the file is empty, or has no header. */
export interface OpenedFile {
  readonly records: RecordStream;
  readonly names: readonly string[] | null;
}

/** Opens a file and reads its header, where the dialect says that it has one. Rejects with `csv-header-unreadable`. */
export async function openFile(place: Place, file: CsvFile): Promise<OpenedFile> {
  const records = await openRecords(place.source, file, place.dialect, place);
  if (!place.dialect.header) return { records, names: null };
  try {
    const found: string[][] = [];
    let goesOn = true;
    while (goesOn && found.length === 0) {
      goesOn = await records.next((record, bytes, bad) => {
        if (found.length > 0) return false;
        if (record.isBlank) return true;
        if (record.problem !== null || bad !== null)
          throw new DiagnosticError(
            diagnose('csv-header-unreadable', {
              source: place.source,
              relation: place.relation,
              path: file.shown,
              line: record.line,
              problem:
                bad === null
                  ? problemWords[record.problem!]
                  : `It has bytes that are not ${place.dialect.encoding}: ${bad.bytes}.`,
            }),
          );
        found.push(fieldTexts(record, bytes, place.dialect));
        return true;
      });
    }
    return { records, names: found[0] === undefined ? null : headerNames(found[0]) };
  } catch (error) {
    await records.close();
    throw error;
  }
}

export const problemWords = {
  'after-quote': 'text stands behind a closing quote',
  unclosed: 'a quote is not closed',
} as const;

/** The fields of a record as texts. */
export function fieldTexts(record: CutRecord, bytes: Buffer, dialect: RelationPlan['dialect']): string[] {
  return Array.from({ length: record.count }, (_, field) => {
    const raw = bytes.subarray(record.starts[field], record.ends[field]);
    return Buffer.from(
      record.forms[field] === fieldForms.escaped ? unescapeField(raw, dialect) : raw,
    ).toString();
  });
}
