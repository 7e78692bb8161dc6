/**
 * The triage of a legacy estate for people and for other programs. In: a TriageReport. Out: text, Markdown, CSV, one HTML file that needs no network. Whatever says that nobody uses
 * something says beside it what the logs could have shown.
 */
export { type TriageLinks, triageHtml } from './page/triage-html.ts';
export { triageCsv } from './triage-csv.ts';
export { triageMarkdown } from './triage-markdown.ts';
export { triageText } from './triage-text.ts';
