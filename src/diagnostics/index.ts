/**
 * What Lode tells the user: the Diagnostic value, its one catalogue of words, and the error that carries it at the edge.
 * In: a code, its parameters and a place. Out: plain values. Never prints; code frames are drawn at the command line.
 */
export { type Code, catalogue, type ParametersOf } from './catalogue.ts';
export { diagnose, type Place } from './diagnose.ts';
export { type Diagnostic, hasErrors, type Outcome, type RelatedPlace, type Severity } from './diagnostic.ts';
export { DiagnosticError, type FailureExit } from './diagnostic-error.ts';
export { diagnosticForm } from './diagnostic-form.ts';
