import type { Console, GlobalOptions } from '../console.ts';
import type { Host } from '../host.ts';

/** What every command is given. */
export interface Context {
  readonly host: Host;
  readonly options: GlobalOptions;
  readonly console: Console;
  /** Something to do where the user interrupts, for as long as what it gives back has not been called. It gets a few seconds. */
  readonly atInterrupt: (work: () => Promise<void>) => () => void;
}
