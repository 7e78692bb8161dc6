import type { Command } from 'commander';
import type { Context } from '../commands/context.ts';
import type { ExitCode } from '../exit.ts';

/** What commander read for a command's options. */
export type Values = Readonly<Record<string, unknown>>;

/** Told which command the user meant and how to run it; `endless` as in `ParsedCommand`. */
export type Chosen = (
  command: Command,
  run: (context: Context) => Promise<ExitCode>,
  endless?: boolean,
) => void;
