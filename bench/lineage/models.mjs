// Lineage of all columns with compile, in cold processes: so many models and ten times as many. CPU of all threads, the engine's included.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { columnsOfAModel, makeProject, shapes } from './make-project.mjs';

const cold = fileURLToPath(new URL('cold.mjs', import.meta.url));

export async function benchModels({ models, rounds, folder }) {
  const work = mkdtempSync(join(folder, 'lode-lineage-'));
  try {
    const seconds = {};
    const sizes = {};
    const ratios = {};
    const goals = {};
    const limits = {};
    for (const shape of shapes) {
      const runs = { small: [], large: [] };
      const folders = { small: join(work, `${shape}-small`), large: join(work, `${shape}-large`) };
      const counts = { small: models, large: models * 10 };
      for (const size of ['small', 'large']) {
        mkdirSync(folders[size]);
        makeProject(folders[size], counts[size], shape);
      }
      for (let round = 0; round < rounds; round++) {
        for (const size of ['small', 'large']) {
          if (size === 'large' && round >= 2) continue;
          const output = execFileSync(process.execPath, [cold, folders[size], String(counts[size])], {
            encoding: 'utf8',
          });
          runs[size].push(JSON.parse(output));
        }
      }
      // The quietest run: another process on the machine only ever adds to what is measured.
      const least = (size, what) => Math.min(...runs[size].map((run) => run[what]));
      const label = (size, what) => `${shape}, ${counts[size].toLocaleString('en-US')} models: ${what}`;
      for (const size of ['small', 'large']) {
        seconds[label(size, 'CPU')] = least(size, 'cpu');
        seconds[label(size, 'of it lineage')] = least(size, 'lineage');
        seconds[label(size, 'clock')] = least(size, 'clock');
      }
      limits[label('small', 'CPU')] = 2.5;
      sizes[label('large', 'memory')] = { value: least('large', 'megabytes'), unit: 'MB', limit: 1000 };
      const growth = `${shape}: CPU of ten times the models`;
      ratios[growth] = least('large', 'cpu') / least('small', 'cpu');
      goals[growth] = 12;
    }
    return {
      title: `Compile and lineage of all columns, cold; models of ${columnsOfAModel} columns`,
      seconds,
      sizes,
      ratios,
      goals,
      limits,
    };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
