import { completeWords } from './commands/completion.ts';
import { defineProgram } from './program/index.ts';
import { systemHost } from './system-host.ts';

// A key press is answered without what commands need to run.
const { host, close } = systemHost();
process.exitCode = await completeWords(
  host,
  defineProgram(() => {}),
  process.argv.slice(3),
);
close();
