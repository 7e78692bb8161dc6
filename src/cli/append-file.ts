import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileFailure } from '../files/index.ts';

/** A file that grows while something runs. What was written is there also when the process is killed. */
export interface Appender {
  readonly write: (text: string) => void;
  readonly close: () => void;
}

/** Opens a file for appending, readable by its owner only; folders on the way are made. Throws DiagnosticError. */
export function appendToFile(path: string): Appender {
  const attempt = <T>(run: () => T): T => {
    try {
      return run();
    } catch (error) {
      throw fileFailure(error, 'write', path);
    }
  };
  const descriptor = attempt(() => {
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, 'a', 0o600);
  });
  return {
    write: (text) => attempt(() => void writeSync(descriptor, text)),
    close: () => closeSync(descriptor),
  };
}
