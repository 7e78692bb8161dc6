// What a person waits for while editing: `lode compile` from the shell with nothing changed and with one model changed, the answer of `compile --watch` to a save, and the way
// from a clone to the first gold table, downloads apart. Seconds of the clock; goals are seconds too.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from './measure.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const binary = join(root, 'dist', 'cli', 'lode.cjs');

function seconds(since) {
  return Number(process.hrtime.bigint() - since) / 1e9;
}

function name(number) {
  return `m${String(number).padStart(4, '0')}`;
}

/** A tree of models, as projects are: each reads the one at a third of its number, so that an edit at the end reaches little. */
function modelText(number, mark) {
  const columns = Array.from({ length: 20 }, (_, column) =>
    number === 0 ? `${column} + 1 AS c${column}` : `coalesce(c${column}, 0) + ${column} AS c${column}`,
  );
  const from = number === 0 ? '' : `\nFROM silver.${name(Math.floor(number / 3))}\nWHERE c0 > ${mark}`;
  return `/* ---\nkind: full\n--- */\nSELECT ${columns.join(', ')}${from}\n`;
}

function makeProject(folder, models) {
  mkdirSync(join(folder, 'models', 'silver'), { recursive: true });
  writeFileSync(join(folder, 'project.yml'), 'name: tree\nlints: {unused-column: off}\n');
  for (let number = 0; number < models; number++) edit(folder, number, 0);
}

function edit(folder, number, mark) {
  writeFileSync(join(folder, 'models', 'silver', `${name(number)}.sql`), modelText(number, mark));
}

function lode(folder, ...argv) {
  const started = process.hrtime.bigint();
  const { status, stderr } = spawnSync(process.execPath, [binary, ...argv], {
    cwd: folder,
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`lode ${argv.join(' ')}: ${stderr}`);
  return seconds(started);
}

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
    edit(folder, models - 1 - round, round + 1);
    await answer();
    times.push(seconds(started));
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
    makeProject(large, models);
    lode(large, 'compile');
    const unchanged = Array.from({ length: rounds }, () => lode(large, 'compile'));
    const changed = Array.from({ length: rounds }, (_, round) => {
      edit(large, models - 1 - round, round + 1);
      return lode(large, 'compile');
    });
    const small = join(scratch, 'small');
    makeProject(small, 200);
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
