import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lode } from '../../support/cli.ts';
import { applyDiff } from './apply-diff.ts';
import { fencesOf } from './fences.ts';
import { matches } from './normalise.ts';

/**
 * Follows a page as a reader would, in `folder`: blocks with a file name are written or, as `diff`, applied; commands of `console` blocks are run
 * and their output compared. Gives a description of what is not as the page says; empty: all is.
 */
export async function runPage(markdown: string, folder: string): Promise<string[]> {
  const problems: string[] = [];
  for (const fence of fencesOf(markdown)) {
    if (fence.language === 'console') {
      for (const { command, expected } of commandsOf(fence.text)) {
        const found = await runCommand(command, folder);
        if (!matches(expected, found))
          problems.push(`line ${fence.line}: $ ${command}\n--- the page\n${expected}--- found\n${found}`);
      }
    } else if (fence.file !== null) {
      const path = join(folder, fence.file);
      await mkdir(dirname(path), { recursive: true });
      const text =
        fence.language === 'diff' ? applyDiff(await readFile(path, 'utf8'), fence.text) : fence.text;
      await writeFile(path, text);
    }
  }
  return problems;
}

/** `$ command` lines with the output below each; a line that ends with `\` goes on. */
function commandsOf(text: string): { command: string; expected: string }[] {
  const commands: { command: string; expected: string }[] = [];
  const lines = text.split('\n').slice(0, -1);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    if (line.startsWith('$ ')) {
      let command = line.slice(2);
      while (command.endsWith('\\')) command = `${command.slice(0, -1).trimEnd()} ${lines[++index]!.trim()}`;
      commands.push({ command, expected: '' });
    } else commands.at(-1)!.expected += `${line}\n`;
  }
  return commands;
}

/** Both streams as they came, and the exit code where it is not 0. */
async function runCommand(command: string, folder: string): Promise<string> {
  const words = wordsOf(command);
  if (words[0] !== 'lode') return runShell(command, folder);
  let output = '';
  const { code } = await lode(folder, words.slice(1), {
    stdout: (text) => void (output += text),
    stderr: (text) => void (output += text),
    user: 'anna',
    machine: 'laptop',
  });
  return code === 0 ? output : `${output}(exit code ${code})\n`;
}

function runShell(command: string, folder: string): Promise<string> {
  return new Promise((resolve) => {
    execFile('bash', ['-c', command], { cwd: folder }, (error, stdout, stderr) =>
      resolve(stdout + stderr + (error === null ? '' : `(exit code ${error.code})\n`)),
    );
  });
}

/** A command line's words: quotes as the shell has them, nothing else of it. */
function wordsOf(command: string): string[] {
  const words = command.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single));
}
