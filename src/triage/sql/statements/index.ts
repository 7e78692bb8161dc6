/**
 * The statements of a text, one by one. In: a reading (text, tokens, dialect, grammars) and where in it to begin and to end. Out, added to what was found: statements with what each uses, notes,
 * and counts; texts that are run as SQL are followed as far as they stand there. Every token belongs to a statement or to control around one.
 */

export { builtText, hole } from './built-text.ts';
export { type Counting, count, measuresOf } from './measures.ts';
export { readBody } from './read-body.ts';
export { readStatement } from './read-statement.ts';
export { type Found, nothingFound, placeOf, type Reading } from './reading.ts';
export { readText } from './run-texts.ts';
