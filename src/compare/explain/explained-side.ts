import type { ModelForm } from '../../change/index.ts';
import { type Definition, keepsRows, type ManifestModel } from '../../environment/index.ts';
import type { LineageGraph } from '../../lineage/index.ts';
import { type Span, spanOf } from '../../text/index.ts';
import type { Place } from './explanation.ts';

/** A model, seed or view of an environment, with what computed the rows that it holds. */
export interface ExplainedModel {
  readonly entry: ManifestModel;
  readonly definition: Definition;
  /** The bound plan of the definition; null for a seed, or where the engine refuses it. */
  readonly planJson: string | null;
  /** Under the plain names of what it reads; null where nothing is known of it. */
  readonly form: ModelForm | null;
}

/** One side that is Lode's: the models that it comes from, by lower-case name, and how they read each other. */
export interface ExplainedSide {
  readonly models: ReadonlyMap<string, ExplainedModel>;
  readonly graph: LineageGraph;
}

/** Whether its table keeps rows of earlier runs. */
export function isKept({ kind, header }: Definition): boolean {
  return keepsRows(kind) || header.load != null;
}

const longestText = 160;

/** A place in a definition's file, with what stands there on one line. */
export function placeAt(definition: Definition, span: Pick<Span, 'start' | 'end'> | null): Place | null {
  if (span === null || definition.source === '') return null;
  const { file, line } = spanOf({ path: definition.file, text: definition.source }, span.start, span.end);
  return { file, line, text: oneLine(definition.source.slice(span.start, span.end)) };
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= longestText
    ? line
    : `${line.slice(0, longestText - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

/** Where a column is computed in the model's own file. */
export function columnPlace(definition: Definition, column: string): Place | null {
  const found = definition.columns.find((each) => each.name.toLowerCase() === column.toLowerCase());
  return placeAt(definition, found?.expression ?? null);
}
