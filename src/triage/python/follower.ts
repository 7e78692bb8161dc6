import type { SyntaxNode } from '@lezer/common';
import type { Recorder } from './recorder.ts';
import type { ScriptModule } from './script-module.ts';
import type { Arguments, Scope, Value } from './value.ts';

/** How a script is followed: the text that runs at this moment, its own or that of a file that it imports, and how functions of either run. */
export interface Follower extends ScriptModule {
  readonly recorder: Recorder;
  /** The names of a file of the estate, by what the text that runs calls it, `..helpers.db`; null: it is none of the estate's. */
  readonly importModule: (name: string, from: string) => Scope | null;
  /** The text of a file of the estate, by a path that the script names; null: there is none. */
  readonly textOfFile: (
    path: string,
    from: string,
  ) => { readonly file: string; readonly text: string } | null;
  /** Runs a function or makes an object; null: it is none of the script's. */
  readonly invoke: (value: Value, args: Arguments) => Value;
  /** Whether there may be another step: scripts can be made so that following them does not end. */
  readonly step: () => boolean;
}

/** An expression while it is evaluated, and how what stands in it is. */
export interface Inside {
  readonly follower: Follower;
  readonly scope: Scope;
  readonly inner: (node: SyntaxNode, scope?: Scope) => Value;
}
