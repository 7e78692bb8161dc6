/**
 * Texts and places in them: files as the user wrote them, spans, positions in other units, and the origin of rendered text.
 * In: strings and offsets. Out: plain values. Never reads a file.
 */
export { forbiddenCharacter } from './forbidden-character.ts';
export { nearNames } from './near-name.ts';
export { utf16OffsetOfByte, utf16OffsetOfCodePoint } from './offsets.ts';
export { originOf, type RenderedText, type Segment, verbatimText } from './rendered-text.ts';
export type { SourceFile } from './source-file.ts';
export { lineAndColumn, lineFinder, type Span, spanOf } from './span.ts';
export { spanForm } from './span-form.ts';
export { type SqlToken, sqlTokens } from './sql-tokens.ts';
