// What a person waits for while editing: `lode compile` from the shell with nothing changed and with one model changed, the answer of `compile --watch` to a save, and the way
// from a clone to the first gold table, downloads apart. Seconds of the clock; goals are seconds too.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { median } from './measure.mjs';
import { binary, editTree, lode, makeTree, root, secondsSince } from './tree-project.mjs';

/** Seconds from a save to the answer, for each of `rounds` saves. */
async function watch(folder, models, rounds) {
  const child = spawn(process.execPath, [binary, 'compile', '--watch'], { cwd: folder });
  let said = '';
  let heard = () => {};
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      said += String(chunk);
      heard();
    });
  }
  const answer = () =>
    new Promise((resolve) => {
      heard = () => {
        if (/compiles/.test(said)) resolve();
      };
      heard();
    });
  await answer();
  const times = [];
  for (let round = 0; round < rounds; round++) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    said = '';
    const started = process.hrtime.bigint();
    editTree(folder, models - 1 - round, round + 1);
    await answer();
    times.push(secondsSince(started));
  }
  child.kill('SIGINT');
  return median(times);
}

function firstGold(folder) {
  for (const part of ['project.yml', 'models', 'macros', 'seeds', 'exposures'])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  return lode(folder, 'apply', '--yes');
}

export async function benchInnerLoop({ models, rounds, folder }) {
  const scratch = mkdtempSync(join(folder, 'lode-bench-'));
  try {
    const large = join(scratch, 'large');
    makeTree(large, models);
    lode(large, 'compile');
    const unchanged = Array.from({ length: rounds }, () => lode(large, 'compile'));
    const changed = Array.from({ length: rounds }, (_, round) => {
      editTree(large, models - 1 - round, round + 1);
      return lode(large, 'compile');
    });
    const small = join(scratch, 'small');
    makeTree(small, 200);
    const saved = await watch(small, 200, rounds);
    const example = Array.from({ length: rounds }, (_, round) => {
      const copy = join(scratch, `example${round}`);
      mkdirSync(copy);
      return firstGold(copy);
    });
    return {
      title: `Seconds that a person waits: ${models} models from the shell, 200 models watched, the worked example applied`,
      seconds: {
        'compile, nothing changed': median(unchanged),
        'compile, one model changed': median(changed),
        'watch, save to answer': saved,
        'worked example, first apply': median(example),
      },
      ratios: {},
      goals: {},
      limits: {
        'compile, nothing changed': 0.7,
        'compile, one model changed': 1,
        'watch, save to answer': 0.3,
        'worked example, first apply': 60,
      },
    };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
