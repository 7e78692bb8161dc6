import { closing, is, isWord } from '../text/token-tests.ts';
import { prepare } from './prepare/index.ts';
import type { TokenSpan } from './token-span.ts';
import { emptyUses, type Used, type UseSet, use, useAll } from './use-set.ts';
import { type Surroundings, walkTree } from './walk/index.ts';

/** How much text is given to the grammars in parts, in UTF-16 units: brackets that nobody closes would else cost the square of their number. */
const longestTried = 400_000;

/** Queries in brackets within what no grammar reads as a whole. */
export function readParts(
  { text, tokens, from, to, dialect, grammars }: TokenSpan,
  { around, inRoutine }: { readonly around: Surroundings; readonly inRoutine: boolean },
  uses: UseSet,
): boolean {
  let found = false;
  let left = longestTried;
  for (let i = from; i < to && left > 0; i++) {
    if (!is(tokens[i], '(') || !isWord(tokens[i + 1], 'SELECT', 'WITH', 'SEL')) continue;
    const end = closing(tokens, i, to);
    // A query that no grammar reads is tried again from each query within it.
    left -= tokens[end - 1]!.end - tokens[i]!.start;
    const { sql } = prepare(text, tokens, i + 1, Math.max(i + 1, end - 1), dialect, inRoutine);
    const parsed = grammars.polyglot(sql, dialect);
    if (parsed.kind !== 'tree' || isCommand(parsed.tree)) continue;
    // Its columns may come from the statement around it: only what is sure of the query's own.
    const own = emptyUses();
    walkTree(parsed.tree, own, around);
    for (const [relation, used] of own.reads) mergeUsed(uses.reads, relation, used);
    uses.loose.push(...own.loose);
    found ||= own.reads.size > 0;
    i = end - 1;
  }
  return found;
}

function mergeUsed(to: Map<string, Used>, relation: string, used: Used): void {
  use(to, relation);
  for (const column of used.columns) use(to, relation, column);
  if (used.all) useAll(to, relation);
}

export function isCommand(tree: unknown): boolean {
  return (
    Array.isArray(tree) &&
    tree.some((each) => typeof each === 'object' && each !== null && ('command' in each || 'raw' in each))
  );
}
