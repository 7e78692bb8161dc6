#!/usr/bin/env node
// The binary. CommonJS, because the engine's queries run in libuv's thread pool, whose size must be set before the first module is loaded
// asynchronously; and because `lode --version` should load nothing else.
process.env.UV_THREADPOOL_SIZE ??= '16';
const only = process.argv.length === 3 ? process.argv[2] : undefined;
if (only === '--version' || only === '-V') {
  const version: string = require('../../package.json').version;
  process.stdout.write(`${version}\n`);
} else if (process.argv[2] === '__complete') {
  void import('./complete-main.ts');
} else {
  void import('./main.ts');
}
