/**
 * A plan for readers: what is touched, why, and the SQL before and after. In: a Plan and the definitions behind it. Out: Markdown for a pull request, and the parts of which
 * a view for a terminal is made. Nothing is printed, posted or written.
 */

export { changeWords, type DriftWords, driftWords } from './drift-words.ts';
export { type ExposureRead, exposureReads } from './exposure-reads.ts';
export { markdownLimit, planMarkdown } from './plan-markdown.ts';
export {
  type PlanOverview,
  type PlanSection,
  planOverview,
  type SectionKind,
} from './plan-overview.ts';
export { type PlanStory, planStories, uncompared, untoldDifferences } from './plan-stories.ts';
export { type ModelTexts, type PlanTexts, planTexts } from './plan-texts.ts';
export {
  carriedLine,
  idleWords,
  modelWork,
  nothingLine,
  planBase,
  planTitle,
  readsLine,
  sectionTitle,
  summaryLine,
} from './plan-words.ts';
export { clipped, printable } from './printable.ts';
export type { TextDifference } from './sql-difference.ts';
export type { ToldReason } from './told-reasons.ts';
