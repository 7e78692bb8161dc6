/**
 * Audits that a model could have, from what its rows are like and from what its source says of them. In: facts that hold of all rows. Out: suggestions, each with what it rests on; none that is audited already, and no value of a column with
 * personal data.
 */
export { suggestAudits } from './suggest-audits.ts';
export type { Suggestion, SuggestionFacts } from './suggestion.ts';
export { formOf, patternOf } from './value-form.ts';
