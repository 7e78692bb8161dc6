import { resolve } from 'node:path';
import type { Session } from '../ports/index.ts';
import type { Context } from './commands/context.ts';
import { csvLine } from './views/csv.ts';
import { renderResult } from './views/table.ts';

export const resultFormats = ['table', 'csv', 'json', 'parquet', 'arrow'] as const;
export type ResultFormat = (typeof resultFormats)[number];

export interface ResultTarget {
  readonly format: ResultFormat;
  /** A file; null: stdout. */
  readonly out: string | null;
  /** A folder that the session may write to, for the binary formats. */
  readonly scratch: string;
}

/** Runs one query and writes its rows in the format asked for: streamed, but for tables for people. */
export async function writeResult(
  { host, console }: Context,
  session: Session,
  sql: string,
  target: ResultTarget,
): Promise<void> {
  const chunks: string[] = [];
  const file = target.out === null ? null : resolve(host.folder, target.out);
  const write =
    file === null ? (text: string) => host.stdout(text) : (text: string) => void chunks.push(text);
  switch (target.format) {
    case 'table': {
      const result = await session.query(sql);
      write(
        `${renderResult(result, file === null ? console.width : Number.MAX_SAFE_INTEGER, console.style)}\n`,
      );
      break;
    }
    case 'csv': {
      let header = true;
      for await (const part of session.stream(sql)) {
        if (header) write(csvLine(part.columns.map((column) => column.name)));
        header = false;
        write(part.rows.map((row) => csvLine(row)).join(''));
      }
      break;
    }
    case 'json': {
      let first = true;
      write('[');
      for await (const part of session.stream(sql)) {
        for (const row of part.rows) {
          const members = part.columns.map(
            (column, index) => `${JSON.stringify(column.name)}:${JSON.stringify(row[index])}`,
          );
          write(`${first ? '\n' : ',\n'}{${members.join(',')}}`);
          first = false;
        }
      }
      write('\n]\n');
      break;
    }
    case 'parquet':
    case 'arrow': {
      const { writeBinaryResult } = await import('./encode-result.ts');
      await writeBinaryResult(host, session, sql, target.format, target.out, target.scratch);
      return;
    }
  }
  if (file !== null) await host.files.replace(file, chunks.join(''));
}
