// How long the binary takes to say its version, against an empty Node.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inTurn, medians, ratio } from './measure.mjs';

const binary = fileURLToPath(new URL('../dist/bin/lode.cjs', import.meta.url));

function run(...args) {
  const { status, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

export async function benchStart({ rounds }) {
  const seconds = await inTurn(rounds * 5, {
    'node -e 0': () => run('-e', '0'),
    'lode --version': () => run(binary, '--version'),
  });
  return {
    title: '`lode --version`, against `node -e 0`',
    seconds: medians(seconds),
    ratios: { 'lode --version': ratio(seconds, 'lode --version', 'node -e 0') },
    goals: { 'lode --version': 3 },
  };
}
