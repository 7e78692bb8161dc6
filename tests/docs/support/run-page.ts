import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { lode } from '../../support/cli.ts';
import { applyDiff } from './apply-diff.ts';
import { fencesOf } from './fences.ts';
import { matches } from './normalise.ts';

export interface PageRun {
  /** What is not as the page says, described; empty: all is. */
  readonly problems: readonly string[];
  /** The page with the output that was found, where it is not as the page says. */
  readonly corrected: string;
}

/**
 * Follows a page as a reader would, in `start`: blocks with a file name are written or, as `diff`, applied; commands of `console` blocks are run
 * and their output compared.
 */
export async function runPage(markdown: string, start: string): Promise<PageRun> {
  let folder = start;
  const problems: string[] = [];
  let corrected = '';
  let done = 0;
  for (const fence of fencesOf(markdown)) {
    if (fence.language === 'console') {
      let block = '';
      for (const { line, command, expected } of commandsOf(fence.text)) {
        const moved = /^cd (\S+)$/.exec(command);
        if (moved !== null) folder = join(folder, moved[1]!);
        const found = moved === null ? await runCommand(command, folder) : '';
        const same = matches(expected, found);
        block += line + (same ? expected : found);
        if (!same)
          problems.push(`line ${fence.line}: $ ${command}\n--- the page\n${expected}--- found\n${found}`);
      }
      corrected += markdown.slice(done, fence.start) + block;
      done = fence.start + fence.text.length;
    } else if (fence.file !== null) {
      const path = join(folder, fence.file);
      await mkdir(dirname(path), { recursive: true });
      const text =
        fence.language === 'diff' ? applyDiff(await readFile(path, 'utf8'), fence.text) : fence.text;
      await writeFile(path, text);
    }
  }
  return { problems, corrected: corrected + markdown.slice(done) };
}

interface ShownCommand {
  /** As it stands in the page, with its line break. */
  readonly line: string;
  readonly command: string;
  readonly expected: string;
}

/** `$ command` lines with the output below each; a line that ends with `\\` goes on. */
function commandsOf(text: string): ShownCommand[] {
  const commands: { line: string; command: string; expected: string }[] = [];
  const lines = text.split('\n').slice(0, -1);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    if (line.startsWith('$ ')) {
      let command = line.slice(2);
      let written = `${line}\n`;
      while (command.endsWith('\\')) {
        const more = lines[++index]!;
        written += `${more}\n`;
        command = `${command.slice(0, -1).trimEnd()} ${more.trim()}`;
      }
      commands.push({ line: written, command, expected: '' });
    } else {
      const last = commands.at(-1);
      if (last === undefined) throw new Error(`a console block begins with output: ${line}`);
      last.expected += `${line}\n`;
    }
  }
  return commands;
}

/** Both streams as they came, and the exit code where it is not 0. */
async function runCommand(command: string, folder: string): Promise<string> {
  const [, name, values, body] = /^for (\w+) in (.+?); do (.+); done$/.exec(command) ?? [];
  if (name !== undefined && values !== undefined && body !== undefined) {
    let all = '';
    for (const value of (await runShell(`echo ${values}`, folder)).trim().split(' '))
      for (const part of body.split('; '))
        all += await runCommand(part.replaceAll(`$${name}`, value), folder);
    return all;
  }
  const words = wordsOf(command);
  if (words[0] !== 'lode') return runShell(command, folder);
  let output = '';
  const add = (text: string) => {
    output += text;
  };
  const { code } = await lode(folder, words.slice(1), {
    stdout: add,
    stderr: add,
    user: 'anna',
    machine: 'laptop',
  });
  // A reader stands in the folder: paths in it are told from there.
  output = output.replaceAll(`${folder}/`, '');
  return code === 0 ? output : `${output}(exit code ${code})\n`;
}

function runShell(command: string, folder: string): Promise<string> {
  return new Promise((resolve) => {
    // Its input is a socket, which bash takes for a login from elsewhere, and would read ~/.bashrc.
    execFile('bash', ['--norc', '-c', command], { cwd: folder }, (error, stdout, stderr) =>
      resolve(stdout + stderr + (error === null ? '' : `(exit code ${error.code})\n`)),
    );
  });
}

/** A command line's words: quotes as the shell has them, nothing else of it. */
function wordsOf(command: string): string[] {
  const words = command.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? [];
  return words.map((word) => word.replace(/"([^"]*)"|'([^']*)'/g, (_, double, single) => double ?? single));
}
