/**
 * Statements of a dialect as a grammar of plain SQL can read them. In: the tokens of one statement. Out: its text without what belongs to the program around it or to its dialect alone, and
 * what had to be taken out and still says what is used. What is cut never names a relation that is not kept elsewhere.
 */

export type { RemoteText } from './cut.ts';
export { type Prepared, prepare } from './prepare.ts';
export { remoteTarget } from './prepare-transact.ts';
