import type { Tree } from '@lezer/common';
import { parser } from '@lezer/python';
import { lineFinder } from '../../text/index.ts';
import type { Dialect } from '../estate/dialect.ts';

/** A file of Python that is followed: the script itself, or one that it imports. */
export interface ScriptModule {
  /** In the estate. */
  readonly file: string;
  readonly text: string;
  readonly tree: Tree;
  /** What its offsets begin with: those of two files of one script are never the same. */
  readonly base: number;
  readonly lineAt: (offset: number) => number;
  /** Of SQL whose connection does not tell. */
  readonly dialect: Dialect;
}

/** More than a file has letters. */
const apart = 2 ** 32;

/** `index`: 0 for the script itself, another for each that it imports. */
export function scriptModule(
  file: string,
  text: string,
  index: number,
  dialectOf: (tree: Tree) => Dialect,
): ScriptModule {
  const tree = parser.parse(text);
  return { file, text, tree, base: index * apart, lineAt: lineFinder(text), dialect: dialectOf(tree) };
}
