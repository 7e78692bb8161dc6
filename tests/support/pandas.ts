import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Need } from './needs.ts';

export const python = fileURLToPath(new URL('../../.venv/bin/python', import.meta.url));

export const needsPandas: Need = {
  what: 'pandas in .venv (scripts/python-venv.sh makes it)',
  present: hasPandas(),
};

function hasPandas(): boolean {
  try {
    execFileSync(python, ['-c', 'import pandas, xxhash'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
