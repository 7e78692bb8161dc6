import type { ComparedColumn, ComparedModel, EnvironmentComparison } from '../../compare/index.ts';
import { printable } from '../plan/printable.ts';
import { count, plural, rows } from '../units.ts';
import { columnName, percent } from './comparison-words.ts';

/** Sentences about two environments, in common to the text, the Markdown and the page. */

export function environmentsHeadline({ verdict, summary }: EnvironmentComparison): string {
  const all = summary.equal + summary.different + summary.onlyLeft + summary.onlyRight;
  if (verdict === 'equal') return `Equal: all ${plural(all, 'model')} hold the same.`;
  const parts = [
    ...(summary.different === 0
      ? []
      : [`${plural(summary.different, 'model')} differ${summary.different === 1 ? 's' : ''}`]),
    ...(summary.onlyLeft === 0 ? [] : [`${plural(summary.onlyLeft, 'model')} only left`]),
    ...(summary.onlyRight === 0 ? [] : [`${plural(summary.onlyRight, 'model')} only right`]),
  ];
  return `Different: ${parts.join(', ')}; ${count(summary.equal)} of ${count(all)} are equal.`;
}

export function environmentWords({ environment, version, target }: EnvironmentComparison['left']): string {
  return `${environment}, version ${version}, target ${target}`;
}

/** Models that are not equal, in the order in which they read each other. */
export function notEqual({ models }: EnvironmentComparison): readonly ComparedModel[] {
  return models.filter(({ result }) => result !== 'equal');
}

/** `verdict: breaking, of turnover`; what the definitions say from left to right. */
export function verdictWords({ verdict, touched, result }: ComparedModel): string {
  if (result === 'only-left' || result === 'only-right' || verdict === null) return '';
  const what = touched.rows ? 'rows' : touched.columns.map(printable).join(', ');
  return what === '' ? verdict : `${verdict}: ${what}`;
}

/** What differs of a model, on one line. */
export function differenceWords({ result, comparison, defects }: ComparedModel): string {
  if (result === 'only-left') return 'only left';
  if (result === 'only-right') return 'only right';
  if (comparison === null) return 'equal';
  const { changed, onlyLeft, onlyRight } = comparison.rows;
  const differing = comparison.columns.filter((column) => column.different > 0);
  const schema = [...comparison.schema.onlyLeft, ...comparison.schema.onlyRight];
  const parts = [
    ...(changed === 0
      ? []
      : [
          `${rows(changed)} ${changed === 1 ? 'differs' : 'differ'} (${differing.map(cellWords).join(', ')})`,
        ]),
    ...(onlyLeft === 0 ? [] : [`${rows(onlyLeft)} only left`]),
    ...(onlyRight === 0 ? [] : [`${rows(onlyRight)} only right`]),
    ...(schema.length === 0
      ? []
      : [`columns of one side: ${schema.map(({ name }) => printable(name)).join(', ')}`]),
    ...(defects.length === 0 ? [] : ['against its verdict']),
  ];
  return parts.join(', ') || 'equal';
}

function cellWords(column: ComparedColumn): string {
  return `${columnName(column)} in ${count(column.different)}`;
}

export function scoreWords({ comparison }: ComparedModel): string {
  return comparison === null ? '' : percent(comparison.score);
}
