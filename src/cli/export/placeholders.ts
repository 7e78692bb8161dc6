import { variableTexts } from '../../compile/index.ts';
import type { Manifest } from '../../environment/index.ts';
import { fillPattern, inFileName, type PlaceholderValues, parsePattern } from '../../exports/index.ts';
import type { OpenProject } from '../open-project.ts';

/** What the placeholders of an export's paths stand for. */
export function placeholderValues(
  open: OpenProject,
  { record }: Manifest,
  date: string,
  partition: ReadonlyMap<string, string>,
): PlaceholderValues {
  const { environment, version } = record;
  return { date, environment, version, variables: variableTexts(open.project), partition };
}

/** A path with its placeholders filled in. */
export function filledPath(pattern: string, values: PlaceholderValues): string {
  const pieces = parsePattern(pattern);
  // Compiling has refused such a pattern.
  if (typeof pieces === 'string') throw new Error(pieces);
  return fillPattern(pieces, values, inFileName);
}
