// Builds dist/ from src/ with the TypeScript compiler, joins what the command line loads into few files, and makes the binary executable.
import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, rmSync } from 'node:fs';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

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
await joinCommandLine();
for (const folder of ['cli', 'bin']) chmodSync(`${root}dist/${folder}/lode.cjs`, 0o755);

/**
 * Half of a short command's time is finding and opening a thousand modules of ours, so `dist/bin` holds the command line in few files: bundles of what the binary starts from, and of what a
 * process that embeds it needs; what they import on demand is a file of its own under `chunks/`. Packages are not joined in.
 */
async function joinCommandLine() {
  const [cli, bin] = [`${root}dist/cli`, `${root}dist/bin`];
  const bundle = await rolldown({
    input: {
      main: `${cli}/main.js`,
      'complete-main': `${cli}/complete-main.js`,
      run: `${cli}/run.js`,
      'system-host': `${cli}/system-host.js`,
    },
    platform: 'node',
    external: (id) => !id.startsWith('.') && !id.startsWith('/'),
    // No module of ours does anything when it is loaded, so what a command does not use of an index is left out.
    treeshake: { moduleSideEffects: false },
    plugins: [originalPlaces(`${bin}/chunks`)],
  });
  const { output } = await bundle.write({
    dir: bin,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'chunks/[name]-[hash].js',
  });
  await bundle.close();
  const misplaced = output.find((chunk) => chunk.isEntry && chunk.code.includes('import.meta.url'));
  if (misplaced !== undefined)
    throw new Error(`${misplaced.fileName} looks for files beside itself, which only chunks may`);
  // It starts the `main.js` beside it.
  cpSync(`${cli}/lode.cjs`, `${bin}/lode.cjs`);
}

/** A module that looks for files beside itself (`import.meta.url`) still finds them from within a chunk. */
function originalPlaces(chunks) {
  return {
    name: 'original-places',
    transform(code, id) {
      if (!code.includes('import.meta.url')) return null;
      const place = JSON.stringify(relative(chunks, id));
      return code.replaceAll('import.meta.url', `new URL(${place}, import.meta.url).href`);
    },
  };
}
