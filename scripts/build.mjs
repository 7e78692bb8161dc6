// Builds dist/ from src/ with the TypeScript compiler and makes the binary executable.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
rmSync(`${root}dist`, { recursive: true, force: true });
const compiled = spawnSync(
  process.execPath,
  [`${root}node_modules/typescript/bin/tsc`, '-p', `${root}tsconfig.build.json`],
  {
    cwd: root,
    stdio: 'inherit',
  },
);
if (compiled.status !== 0) process.exit(compiled.status ?? 1);
// Files that are used as they stand: threads that a Worker is started from, and the script and style of pages.
cpSync(`${root}src`, `${root}dist`, {
  recursive: true,
  filter: (path) => !path.slice(root.length).includes('.') || path.endsWith('.mjs') || path.endsWith('.css'),
});
chmodSync(`${root}dist/cli/lode.cjs`, 0o755);
