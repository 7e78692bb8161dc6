/**
 * Lineage for readers: text for a terminal, Mermaid, OpenLineage, HTML. In: a lineage graph, or the compiled project that it is made from. Out: strings and plain values;
 * nothing is printed or written.
 */
export { type Coverage, coverageOf, type Gap } from './coverage.ts';
export { definitionsLineage } from './definitions-lineage.ts';
export { lineageMermaid } from './lineage-mermaid.ts';
export { coverageText, downstreamText, relationText, type TextStyle, upstreamText } from './lineage-text.ts';
export { type OpenLineageDataset, openLineageDatasets } from './open-lineage.ts';
export { lineageHtml } from './page/lineage-html.ts';
export { type PageData, pageData } from './page/page-data.ts';
export { projectLineage } from './project-lineage.ts';
export { type TriageDocument, triageDocument, triageDocumentSchema } from './triage-document.ts';
export { type UsageVerdict, usageCsv, usageRows, usageVerdict } from './usage-table.ts';
