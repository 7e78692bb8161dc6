import { type Command, InvalidArgumentError, Option } from 'commander';
import type { WaveSize } from '../../triage/index.ts';
import type { TriageFormat } from '../commands/triage.ts';
import type { Chosen, Values } from './chosen.ts';
import { text, wholeNumber } from './options.ts';

/** What to make of a legacy estate: `triage`. */
export function addTriageCommand(program: Command, chosen: Chosen): void {
  program
    .command('triage')
    .description('what a legacy estate holds, who needs it, what it takes to move, and in which order')
    .option('--inventory <file>', 'what `lode legacy scan` found (default: triage/inventory.json)')
    .addOption(
      new Option(
        '--format <format>',
        'how to print it; html is one file that needs no network (default: text)',
      ).choices(['text', 'json', 'csv', 'html', 'markdown']),
    )
    .option('--out <folder>', 'write triage.html, .csv, .json and .md into a folder, or that of --format')
    .option(
      '--wave-size <size>',
      'how big a wave is: `10` objects, or `40points` (default: as triage.yml says, or 10)',
      waveSize,
    )
    .action((values: Values, command: Command) =>
      chosen(command, async (context) =>
        (await import('../commands/triage.ts')).triageCommand(context, {
          inventory: text(values.inventory),
          out: text(values.out),
          format: (values.format as TriageFormat | undefined) ?? null,
          wave: (values.waveSize as WaveSize | undefined) ?? null,
        }),
      ),
    );
}

function waveSize(value: string): WaveSize {
  const [, digits, points] = /^(\d+)\s*(points?)?$/.exec(value.trim()) ?? [];
  const size = digits === undefined ? 0 : wholeNumber(digits);
  if (size < 1)
    throw new InvalidArgumentError('Give a number of objects such as 10, or of points such as 40points.');
  return { unit: points === undefined ? 'objects' : 'points', size };
}
