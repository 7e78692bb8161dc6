import { runLode } from './run.ts';
import { systemHost } from './system-host.ts';

const { host, close } = systemHost();
const code = await runLode(process.argv.slice(2), host);
await close();
// An interrupted query would keep the process alive until it ends: what is on disk needs no goodbye.
if (code === 130) process.exit(code);
// Results may still be on their way through a pipe: the process ends by itself once they are written.
process.exitCode = code;
