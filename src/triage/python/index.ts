/**
 * Scripts of Python, mostly with pandas. In: a script's text. Out: an object with a statement for each read and write of tables and files, and an object for each file that it names. A grammar
 * reads it, and what it does is followed as far as names, texts and tables can be known before it runs; what only a run knows is a hole in a text, said so. Never runs anything.
 */
export { companionsOf, type EstateNames, estateNames } from './companions.ts';
export { readNotebook, scriptText } from './read-notebook.ts';
export { readPythonScript } from './read-script.ts';
