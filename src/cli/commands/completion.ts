import { resolve } from 'node:path';
import type { Command } from 'commander';
import { complete, completionScripts, projectNames, type Shell } from '../completion/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import type { Host } from '../host.ts';
import type { Context } from './context.ts';

/** `lode completion SHELL`: the script that the shell is to load. */
export function completionCommand({ console }: Context, shell: Shell): ExitCode {
  console.result(completionScripts[shell]);
  return exitCodes.done;
}

/** `lode __complete WORDS…`: what those scripts ask. */
export async function completeWords(
  host: Host,
  program: Command,
  words: readonly string[],
): Promise<ExitCode> {
  const given = words.indexOf('--project');
  const folder = resolve(host.folder, given < 0 ? '.' : (words[given + 1] ?? '.'));
  const { files, candidates } = await complete(program, words, projectNames(host, folder));
  const line = (text: string) => text.replaceAll(/[\t\n]/g, ' ');
  const lines = candidates.map(({ value, description }) => `${line(value)}\t${line(description)}`);
  host.stdout(`${[files ? 'files' : 'words', ...lines].join('\n')}\n`);
  return exitCodes.done;
}
