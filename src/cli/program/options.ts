import { type Command, InvalidArgumentError, Option } from 'commander';
import type { Context } from '../commands/context.ts';
import { parseDuration } from '../duration.ts';
import type { AskedFor } from '../requested.ts';
import { resultFormats } from '../write-result.ts';
import type { Values } from './chosen.ts';

export const overruleHelp =
  'say that a breaking model is metadata (its rows stand) or additive (its readers see the same); may be repeated, needs --reason';

export function format(): Option {
  return new Option('--format <format>', 'how to print rows').choices(resultFormats);
}

export function formatOf(values: Values, context: Context): (typeof resultFormats)[number] {
  return (
    (values.format as (typeof resultFormats)[number] | undefined) ?? (context.options.json ? 'json' : 'table')
  );
}

export function waitOption(): Option {
  return new Option(
    '--wait [duration]',
    'where another process is at work on the environment, wait for it; for at most e.g. 10m',
  ).argParser((value: string) => {
    const milliseconds = parseDuration(value);
    if (milliseconds === null)
      throw new InvalidArgumentError(
        'Give a length of time such as 90s, 10m or 2h, and the environment before it.',
      );
    return milliseconds;
  });
}

export function waitOf({ wait }: Values): number | null {
  return wait === true ? Number.POSITIVE_INFINITY : typeof wait === 'number' ? wait : null;
}

export function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

export function count(value: string): number {
  const number = wholeNumber(value);
  if (number < 1) throw new InvalidArgumentError('Give a whole number from 1.');
  return number;
}

export function wholeNumber(value: string): number {
  if (!/^\d{1,15}$/.test(value)) throw new InvalidArgumentError('Give a whole number.');
  return Number(value);
}

/** `a, b` as its parts. */
export function list(value: string): readonly string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

export function collect(value: string, previous: string[]): string[] {
  return [...previous, value];
}

/** What `plan` and `apply` may be asked for besides the project's definitions. */
export function addAskedOptions(command: Command): Command {
  return command
    .option(
      '--from <environment>',
      'a new environment reads what it does not hold from here; none: it holds all itself',
    )
    .option('--repin', 'read the newest version of the environment that this one reads from')
    .option(
      '--as-built',
      'take over what another environment has built, although its inputs have moved since',
    )
    .option(
      '--restate <model>',
      'compute this model again, with what is built on it (may be repeated)',
      collect,
      [],
    )
    .option('--start <time>', 'with --restate: from here; else fill missing intervals from here only')
    .option('--end <time>', 'up to here, exclusive')
    .option('--limit-rows <rows>', 'read at most so many rows of each source relation: a preview', count);
}

export function askedFor(values: Values): AskedFor {
  return {
    from: text(values.from),
    repin: values.repin === true,
    asBuilt: values.asBuilt === true,
    restate: values.restate as string[],
    start: text(values.start),
    end: text(values.end),
    limitRows: (values.limitRows as number | undefined) ?? null,
  };
}
