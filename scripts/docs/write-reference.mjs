// Writes the generated pages of docs/. What they are made from stands in tests/docs/support/generated-pages.ts; tests/docs/reference.test.ts
// fails when one is stale. With `--pages` also puts the output that was found into the pages whose commands are run.
import { spawnSync } from 'node:child_process';

const tests = [
  'tests/docs/reference.test.ts',
  ...(process.argv.includes('--pages') ? ['tests/docs/pages.test.ts'] : []),
];
const { status } = spawnSync('npx', ['vitest', 'run', ...tests], {
  stdio: 'inherit',
  env: { ...process.env, UPDATE_DOCS: '1' },
});
process.exit(status ?? 1);
