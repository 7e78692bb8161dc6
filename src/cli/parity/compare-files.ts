import { resolve } from 'node:path';
import { compareBytes } from '../../compare/bytes/index.ts';
import { type ComparisonRequest, parseSide } from '../../compare/index.ts';
import type { RecordedSide } from '../../compare/parity/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { FileInfo } from '../../ports/index.ts';
import { byteText, byteWords } from '../../reports/parity/index.ts';
import type { Context } from '../commands/context.ts';
import type { Finding } from './compare-pair.ts';
import { bytesOf, digestFiles } from './file-digest.ts';
import type { OpenParity } from './open-parity.ts';

/** Compares two files byte by byte. */
export async function compareFiles(
  { host }: Context,
  { open }: OpenParity,
  request: ComparisonRequest,
): Promise<Finding> {
  const find = async (side: 'left' | 'right'): Promise<FileInfo> => {
    const { text } = request[side];
    const refuse = (problem: string) =>
      new DiagnosticError(diagnose('parity-bytes-side', { side, text, problem }));
    const { value } = parseSide(text, []);
    if (value === null || value.kind !== 'path' || value.format === 'delta') throw refuse('it is no file');
    const path = resolve(open.folder, value.path);
    const info = await host.files.stat(path);
    if (info === null) throw refuse('there is no such file');
    if (info.isFolder) throw refuse('it is a folder');
    return { ...info, name: path };
  };
  const [left, right] = [await find('left'), await find('right')];
  const compared = await compareBytes(
    () => bytesOf(left.name),
    () => bytesOf(right.name),
  );
  const recorded = async (side: 'left' | 'right', file: FileInfo): Promise<RecordedSide> => ({
    name: request[side].text,
    kind: 'file',
    environment: null,
    environmentVersion: null,
    tableVersion: null,
    rows: compared[side].lines,
    files: await digestFiles(host.files, [file]),
  });
  const lines = Math.max(compared.left.lines, compared.right.lines);
  return {
    verdict: compared.equal ? 'matched' : 'differs',
    reason: compared.equal ? null : byteWords(compared),
    code: null,
    // Rounded down: it is 1 only where everything is the same.
    score: compared.equal ? 1 : Math.min(0.999999, Math.floor((compared.matchingLines / lines) * 1e6) / 1e6),
    left: await recorded('left', left),
    right: await recorded('right', right),
    rows: null,
    columns: [],
    accepted: [],
    differences: null,
    detail: compared.equal ? null : byteText(compared),
  };
}
