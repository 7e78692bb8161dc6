/**
 * The command line: which commands there are, with their arguments and options, a file for each group of `lode --help`.
 * Arguments go in; out comes the command that was meant, as a function that runs it, or the exit code where help was
 * all that was asked. A command's own code is loaded only when it runs.
 */
export { defineProgram } from './define-program.ts';
export { type ParsedCommand, parseCommand } from './parse-command.ts';
