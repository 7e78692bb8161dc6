// Writes schemas/*.schema.json from the forms in src/: the table stands in tests/schemas.test.ts, which also fails when a file is stale.
import { spawnSync } from 'node:child_process';

const { status } = spawnSync('npx', ['vitest', 'run', 'tests/schemas.test.ts'], {
  stdio: 'inherit',
  env: { ...process.env, UPDATE_SCHEMAS: '1' },
});
process.exit(status ?? 1);
