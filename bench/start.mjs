// How long the binary takes to say its version, against an empty Node; and to look at the worked example, in which nothing has changed, against the same
// command line loaded module by module.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { inTurn, medians, ratio } from './measure.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const binary = `${root}dist/bin/lode.cjs`;
const modules = `${root}dist/cli/lode.cjs`;

function run(...args) {
  const { status, stderr } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
}

export async function benchStart({ rounds }) {
  run(binary, 'compile');
  const seconds = await inTurn(rounds * 5, {
    'node -e 0': () => run('-e', '0'),
    'lode --version': () => run(binary, '--version'),
    'lode compile': () => run(binary, 'compile'),
    'lode compile, module by module': () => run(modules, 'compile'),
  });
  return {
    title:
      '`lode --version`, against `node -e 0`; `lode compile` with nothing changed, joined against module by module',
    seconds: medians(seconds),
    ratios: {
      'lode --version': ratio(seconds, 'lode --version', 'node -e 0'),
      'lode compile': ratio(seconds, 'lode compile', 'lode compile, module by module'),
    },
    goals: { 'lode --version': 3, 'lode compile': 0.6 },
  };
}
