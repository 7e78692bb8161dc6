import type { SyntaxNode } from '@lezer/common';
import type { Dialect } from '../estate/dialect.ts';
import type { Recorder } from './recorder.ts';
import type { Arguments, Scope, Value } from './value.ts';

/** How a script is followed: its text, where things stand, how functions of its own run. */
export interface Follower {
  readonly text: string;
  readonly recorder: Recorder;
  readonly lineAt: (offset: number) => number;
  /** Of SQL whose connection does not tell. */
  readonly dialect: () => Dialect;
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
