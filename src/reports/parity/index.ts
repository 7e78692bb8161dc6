/** The parallel run for people: as text, Markdown and one HTML file. In: records, the status of the pairs, the state of the gate. Out: text. */
export { gateText } from './gate-text.ts';
export { markOf } from './marks.ts';
export { statusHtml } from './page/status-html.ts';
export { acceptedWords, byteText, byteWords, differenceWords, recordWords } from './parity-words.ts';
export { recordText } from './record-text.ts';
export { statusMarkdown } from './status-markdown.ts';
export { type ParityStyle, statusText } from './status-text.ts';
