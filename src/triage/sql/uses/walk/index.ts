/**
 * Walks polyglot's tree of a statement and notes what is read and written, with columns traced to their tables through aliases and WITH. In: a tree, and where its statement stands. Out: the
 * finds, in the set that is handed in. Kinds of nodes that it does not know are walked through, so that what stands in them is found all the same.
 */

export { type Surroundings, triggerRows } from './walk.ts';
export { walkTree } from './walk-tree.ts';
