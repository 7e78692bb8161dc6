// Puts into package-lock.json the optional packages (binaries of other platforms) that npm left out because a registry did not have them when the
// lock was written. `npm ci` refuses a lock without them, on every platform. Run after `npm install`; `--check` only says what is missing.
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const path = fileURLToPath(new URL('../package-lock.json', import.meta.url));
const lock = JSON.parse(readFileSync(path, 'utf8'));
const missing = [];
for (const [place, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (
      lock.packages[`node_modules/${name}`] !== undefined ||
      lock.packages[`${place}/node_modules/${name}`] !== undefined
    )
      continue;
    missing.push({ name, version, dev: entry.dev === true });
  }
}
if (process.argv.includes('--check')) {
  for (const { name, version } of missing)
    console.error(`package-lock.json lacks ${name}@${version}: run node scripts/complete-lock.mjs`);
  process.exit(missing.length === 0 ? 0 : 1);
}
const systems = ['android', 'darwin', 'freebsd', 'linux', 'openbsd', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'x64', 'riscv64', 's390x', 'ppc64', 'loong64'];
for (const { name, version, dev } of missing) {
  const words = name.split(/[-/]/);
  const os = systems.find((system) => words.includes(system));
  const cpu = processors.find((processor) => words.includes(processor));
  lock.packages[`node_modules/${name}`] = {
    version: version.replace(/^[\^~]/, ''),
    ...(cpu === undefined ? {} : { cpu: [cpu] }),
    ...(dev ? { dev: true } : {}),
    ...(words.includes('musl') ? { libc: ['musl'] } : {}),
    optional: true,
    ...(os === undefined ? {} : { os: [os] }),
  };
}
lock.packages = Object.fromEntries(
  Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)),
);
writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`);
