import type { Erasure } from '../../environment/index.ts';
import type { TableFinding } from '../../execute/index.ts';
import type { LakeSurvey } from '../erase/survey-lake.ts';
import type { Style } from './style.ts';
import { padText, textWidth } from './text-width.ts';
import { count } from './units.ts';

const words: Readonly<Record<Exclude<TableFinding['how'], 'none'>, string>> = {
  rows: 'rows go',
  rebuilt: 'is made again',
  left: 'stays as it is, as you say',
  undecided: 'keeps rows made of them, and has not the columns',
  held: 'would be made again, and was rolled back',
};

/** What an erasure would do. */
export function surveyText(survey: LakeSurvey, style: Style): string {
  const lines: string[] = [];
  for (const { environment, tables } of survey.environments) {
    const found = tables.filter(({ how }) => how !== 'none');
    if (found.length === 0) continue;
    lines.push(style.bold(environment));
    const names = Math.max(...found.map(({ step }) => textWidth(step.name)));
    for (const { step, how, rows, builds } of found) {
      if (how === 'none') continue;
      const what =
        how === 'rows' && rows === 0 && builds.length > 0
          ? 'a build of it goes'
          : how === 'rows'
            ? `${count(rows ?? 0)} ${rows === 1 ? 'row goes' : words.rows}`
            : rows === null || rows === 0
              ? words[how]
              : `${words[how]} (${count(rows)} such ${rows === 1 ? 'row' : 'rows'})`;
      lines.push(`  ${padText(step.name, names, 'left')}  ${what}`);
    }
  }
  if (survey.sideTables.length > 0) {
    lines.push(style.bold('beside the environments'));
    for (const { path, rows } of survey.sideTables)
      lines.push(`  ${path}  ${count(rows)} ${rows === 1 ? 'row goes' : 'rows go'}`);
  }
  const { failures, runs, profiles, parity } = survey.kept;
  const kept = [
    ...(failures === 0 ? [] : ['rows that failed audits: all that are kept go']),
    ...(runs === 0
      ? []
      : [`records of ${count(runs)} ${runs === 1 ? 'run' : 'runs'}: samples and messages go`]),
    ...(parity === 0 ? [] : ['comparisons of the parallel run: what differs, in lines, goes']),
    ...(profiles === 0 ? [] : ['profiles of columns: values of earlier versions go']),
  ];
  if (lines.length === 0) lines.push('No table holds such rows as it stands.');
  if (kept.length > 0)
    lines.push(style.bold('what is kept of earlier rows'), ...kept.map((what) => `  ${what}`));
  if (survey.without.length > 0)
    lines.push(
      `Without the columns, and not looked into: ${survey.without.join(', ')}. A condition of their own for any of them goes in a file for --request.`,
    );
  return lines.join('\n');
}

/** What will still be there, and until when. */
export function remainsText(remains: Erasure['remains'], style: Style): string {
  if (remains.length === 0) return 'Nothing that the lake knows of remains.';
  const lines = remains.map(
    ({ what, until }) => `  ${what}${until === null ? '' : style.dim(` (until ${until})`)}`,
  );
  return [style.bold('What remains'), ...lines].join('\n');
}
