import type { Console, GlobalOptions } from '../console.ts';
import type { Host } from '../host.ts';

/** What every command is given. */
export interface Context {
  readonly host: Host;
  readonly options: GlobalOptions;
  readonly console: Console;
}
