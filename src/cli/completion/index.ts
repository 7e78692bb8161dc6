/**
 * Completion for shells: the scripts that they load, and the answers to what these ask. In: the words of a command line up to the cursor. Out: candidates, from the
 * definition of the commands and from the names of files. Compiles nothing, opens no engine.
 */
export { type Candidate, type Completion, complete, type Names } from './complete.ts';
export { projectNames } from './project-names.ts';
export { completionScripts, type Shell, shells } from './scripts.ts';
