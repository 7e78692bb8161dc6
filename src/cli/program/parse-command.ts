import { type Command, CommanderError } from 'commander';
import { lodeVersion } from '../../version.ts';
import type { Context } from '../commands/context.ts';
import type { GlobalOptions } from '../console.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import type { Host } from '../host.ts';
import type { Chosen, Values } from './chosen.ts';
import { defineProgram } from './define-program.ts';
import { text } from './options.ts';

export type ParsedCommand =
  /** Help was printed, or the arguments were wrong and that was said. */
  | { readonly kind: 'done'; readonly code: ExitCode }
  | {
      readonly kind: 'command';
      readonly options: GlobalOptions;
      readonly run: (context: Context) => Promise<ExitCode>;
      /** It runs until it is interrupted, and sees to that itself. */
      readonly endless: boolean;
    };

/** Reads a command line. Commands' code is loaded only when they run. */
export async function parseCommand(argv: readonly string[], host: Host): Promise<ParsedCommand> {
  // Not an option of commander's: it would take the word from commands that have a `--version` of their own.
  if (argv.length === 1 && (argv[0] === '--version' || argv[0] === '-V')) {
    host.stdout(`${lodeVersion}\n`);
    return { kind: 'done', code: exitCodes.done };
  }
  // What completion asks holds half-typed options, which commander would refuse.
  if (argv[0] === '__complete') {
    const { completeWords } = await import('../commands/completion.ts');
    return {
      kind: 'done',
      code: await completeWords(
        host,
        defineProgram(() => {}),
        argv.slice(1),
      ),
    };
  }
  let parsed: ParsedCommand | null = null;
  const chosen: Chosen = (command, run, endless = false) => {
    parsed = { kind: 'command', options: globalOptions(command.optsWithGlobals()), run, endless };
  };
  const program = defineProgram(chosen);
  configure(program, host);
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError)
      return { kind: 'done', code: error.exitCode === 0 ? exitCodes.done : exitCodes.error };
    throw error;
  }
  return parsed ?? { kind: 'done', code: exitCodes.done };
}

/** Errors and help go through the host; nothing ends the process. */
function configure(command: Command, host: Host): void {
  command.exitOverride();
  command.configureOutput({
    writeOut: (written) => host.stdout(written),
    writeErr: (written) => host.stderr(written),
    getOutHelpWidth: () => host.terminal.columns,
    getErrHelpWidth: () => host.terminal.columns,
  });
  for (const each of command.commands) configure(each, host);
}

function globalOptions(values: Values): GlobalOptions {
  return {
    project: text(values.project),
    target: text(values.target),
    json: values.json === true,
    colour: values.color !== false,
    quiet: values.quiet === true,
    verbose: values.verbose === true,
  };
}
