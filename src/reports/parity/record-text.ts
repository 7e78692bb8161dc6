import type { ParityRecord, RecordedSide } from '../../compare/parity/index.ts';
import { printable } from '../plan/printable.ts';
import { bytes } from '../units.ts';
import { recordWords } from './parity-words.ts';

/** Everything that a record says. `differences`: where the differing rows can still be read. */
export function recordText(record: ParityRecord, attempts: number, differences: string | null): string {
  const { verdict, by, lode, git, recordedAt, left, right, detail, owner } = record;
  const words = recordWords(record);
  const facts: (readonly [string, string])[] = [
    ['verdict', words === '' ? verdict : `${verdict}: ${words}`],
    [
      'when',
      `${recordedAt.slice(0, 19)}Z by ${printable(by.user)} on ${printable(by.host)}, attempt ${record.attempt}${attempts > 1 ? `, ${attempts} in the ledger` : ''}`,
    ],
    ['run', `${record.runId}, lode ${lode}${git === null ? '' : `, git ${git}`}`],
    ...(owner === null ? [] : [['owner', printable(owner)] as const]),
    ...sideFacts('left', left),
    ...sideFacts('right', right),
    ...(record.differences === null
      ? []
      : [
          [
            'rows',
            differences === null
              ? 'the differing rows are not kept any more'
              : `lode delta scan ${differences}`,
          ] as const,
        ]),
  ];
  const lines = facts.map(([name, value]) => `${name.padEnd(7)}  ${value}`);
  return `${[...lines, ...(detail === null ? [] : ['', detail])].join('\n')}\n`;
}

function sideFacts(name: string, side: RecordedSide): (readonly [string, string])[] {
  const versions = [
    ...(side.environment === null ? [] : [`${side.environment} version ${side.environmentVersion}`]),
    ...(side.tableVersion === null ? [] : [`table version ${side.tableVersion}`]),
  ];
  return [
    [name, [side.name, ...versions].map(printable).join(', ')],
    ...side.files.map(
      (file) =>
        [
          '',
          `${side.files.length === 1 ? '' : `${printable(file.path)}, `}${bytes(file.size)}, of ${file.modified.slice(0, 19)}Z, sha256 ${file.sha256}`,
        ] as const,
    ),
  ];
}
