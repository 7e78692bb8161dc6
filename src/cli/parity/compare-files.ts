import { type ByteComparison, compareBytes } from '../../compare/bytes/index.ts';
import type { ComparisonRequest } from '../../compare/index.ts';
import type { RecordedSide } from '../../compare/parity/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { byteText, byteWords } from '../../reports/parity/index.ts';
import type { Context } from '../commands/context.ts';
import type { Finding } from './compare-pair.ts';
import { bytesOf, digestFiles } from './file-digest.ts';
import { type FoundFile, findFile } from './find-file.ts';
import type { OpenParity } from './open-parity.ts';

/** Compares two files byte by byte. Rejects with `parity-export-changed` where one is not what was exported. */
export async function compareFiles(
  { host }: Context,
  { open, night }: OpenParity,
  request: ComparisonRequest,
): Promise<Finding> {
  const left = await findFile(host, open, 'left', request.left.text, night);
  const right = await findFile(host, open, 'right', request.right.text, night);
  const compared = await compareBytes(
    () => bytesOf(left.info.name),
    () => bytesOf(right.info.name),
  );
  const recorded = async (side: 'left' | 'right', { info, exported }: FoundFile): Promise<RecordedSide> => {
    const files = await digestFiles(host.files, [info]);
    if (exported !== null && files[0]!.sha256 !== exported.sha256)
      throw new DiagnosticError(
        diagnose('parity-export-changed', { path: info.name, export: exported.manifest.export }),
      );
    return {
      name: request[side].text,
      kind: 'file',
      environment: exported?.manifest.environment ?? null,
      environmentVersion: exported?.manifest.environmentVersion ?? null,
      tableVersion: exported?.manifest.table?.version ?? null,
      rows: compared[side].lines,
      files,
    };
  };
  const isPersonal = [left, right].some(({ exported }) => exported?.personal === true);
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
    detail: compared.equal ? null : byteText(isPersonal ? withoutLines(compared) : compared),
  };
}

/** Where two files differ, without what stands there: it may be of a person. */
function withoutLines(compared: ByteComparison): ByteComparison {
  const hidden = { left: '***', right: '***', marker: 0 };
  return {
    ...compared,
    first:
      compared.first === null ? null : { ...compared.first, ...hidden, leftBytes: '***', rightBytes: '***' },
    firstText: compared.firstText === null ? null : { ...compared.firstText, ...hidden },
  };
}
