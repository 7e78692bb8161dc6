/**
 * Functions of moments, as rules of the dialects' tables. In: a call with its arguments. Out: the same moment, number or text from DuckDB, with a warning where it may differ, or a refusal.
 */

export { addInterval, dateAdd, dateDiff } from './add-and-differ.ts';
export { formatted, parsedBy } from './formats.ts';
export { momentArg } from './moment-arg.ts';
export { addMonths, lastDay, monthsBetween } from './months.ts';
export { now } from './now.ts';
export { datePart, part, partOf } from './parts.ts';
export { truncated } from './truncate.ts';
