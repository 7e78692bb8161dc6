import { runLode } from './run.ts';
import { systemHost } from './system-host.ts';

const { host, close } = systemHost();
const code = await runLode(process.argv.slice(2), host);
close();
// Results may still be on their way through a pipe: the process ends by itself once they are written.
process.exitCode = code;
