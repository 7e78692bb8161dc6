import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { defineProgram } from '../../src/cli/program/index.ts';
import { textWidth } from '../../src/cli/views/text-width.ts';
import { lode } from '../support/cli.ts';

const terminal = { interactive: false, columns: 80, colours: false };

/** Every command with the words that lead to it, those that only hold others included. */
function commands(command: Command = defineProgram(() => {}), path: readonly string[] = []): string[][] {
  return [[...path], ...command.commands.flatMap((each) => commands(each, [...path, each.name()]))];
}

describe('--help', () => {
  it.each(commands().map((path) => [`lode ${path.join(' ')}`.trim(), path] as const))(
    'of `%s` gives an example and fits 80 columns',
    async (_, path) => {
      const { code, stdout } = await lode('/', [...path, '--help'], { terminal });
      expect(code).toBe(0);
      expect(stdout).toMatch(/^Examples?:\n {2}\S/m);
      for (const line of stdout.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(80);
    },
  );

  it('shows examples that lode understands', async () => {
    for (const path of commands()) {
      const { stdout } = await lode('/', [...path, '--help'], { terminal });
      const examples = stdout
        .slice(stdout.search(/^Examples?:/m))
        .split('\n')
        .slice(1);
      for (const example of examples) {
        const line = /^ {2}lode (.*?)(?: {2,}\S.*)?$/.exec(example)?.[1];
        if (line === undefined || line.includes('|')) continue;
        const argv = [...line.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c!);
        let understood = false;
        const program = defineProgram(() => {
          understood = true;
        });
        quiet(program);
        await program.parseAsync(argv, { from: 'user' }).catch(() => {});
        expect(understood || argv.includes('--help'), example).toBe(true);
      }
    }
  });
});

function quiet(command: Command): void {
  command.exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
  for (const each of command.commands) quiet(each);
}
