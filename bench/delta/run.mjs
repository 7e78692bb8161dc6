// Figures against delta-rs for bench/delta/README.md, after `npm run build` and `scripts/python-venv.sh`: node bench/delta/run.mjs [case …] [--scale 1] [--rounds 3] [--folder DIR]
// Each side runs in a process of its own, in turn; seconds are of the work alone, without the start of the process; memory is the process's peak.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { cases } from './cases.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: 'string', default: '1' },
    rounds: { type: 'string', default: '3' },
    folder: { type: 'string', default: tmpdir() },
  },
});
const here = fileURLToPath(new URL('.', import.meta.url));
const python = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));
const scale = Number(values.scale);
/** Of several rounds: what other work on the machine takes only ever adds. */
const best = (list) => Math.min(...list);

function run(side, name, table) {
  const [program, script] = side === 'lode' ? [process.execPath, 'lode.mjs'] : [python, 'delta_rs.py'];
  const output = execFileSync(program, [`${here}${script}`, name, table, String(scale)], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return JSON.parse(output.trim().split('\n').at(-1));
}

console.log('| case | Lode s | delta-rs s | time | Lode MB | delta-rs MB | memory |');
console.log('| --- | ---: | ---: | ---: | ---: | ---: | ---: |');
for (const { name, title, changes } of cases.filter(
  (each) => positionals.length === 0 || positionals.includes(each.name),
)) {
  const folder = mkdtempSync(`${values.folder}/lode-bench-`);
  try {
    const made = `${folder}/made`;
    execFileSync(process.execPath, [`${here}make.mjs`, name, made, String(scale)], { stdio: 'inherit' });
    const results = { lode: [], rust: [] };
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const side of ['lode', 'rust']) {
        const table = changes ? `${folder}/${side}` : made;
        if (changes) cpSync(made, table, { recursive: true });
        results[side].push(run(side, name, table));
        if (changes) rmSync(table, { recursive: true });
      }
    }
    const of = (side, what) => best(results[side].map((each) => each[what]));
    if (new Set([...results.lode, ...results.rust].map((each) => each.answer)).size !== 1) {
      throw new Error(`${name}: the answers differ: ${JSON.stringify(results)}`);
    }
    const ratio = (what) => (of('lode', what) / of('rust', what)).toFixed(2);
    console.log(
      `| ${title} | ${of('lode', 'seconds').toFixed(3)} | ${of('rust', 'seconds').toFixed(3)} | ${ratio('seconds')} × | ${of('lode', 'megabytes').toFixed(0)} | ${of('rust', 'megabytes').toFixed(0)} | ${ratio('megabytes')} × |`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
