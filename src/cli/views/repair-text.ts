import type { RepairAction, RepairResult } from '../../execute/index.ts';
import type { Style } from './style.ts';

/** What mending would do, or did, and what is left. */
export function repairText(result: RepairResult, style: Style, isEnd: boolean): string {
  const { before, after, actions } = result;
  if (before.length === 0) return `${style.green('✓')} Nothing is wrong with it.`;
  const lines = actions.map((action) => `  ${textOf(action)}`);
  if (!isEnd)
    return [
      `${before.length} thing${before.length === 1 ? ' is' : 's are'} wrong. To begin with:`,
      ...lines,
      '  What follows from that is looked at then.',
    ].join('\n');
  const left = after.filter((each) => each.severity === 'error').length;
  if (actions.length === 0) return `${style.red('✗')} Nothing of it can be mended here.`;
  const marked = actions.some(({ kind }) => kind === 'mark-tables' || kind === 'remove-models');
  const next = marked
    ? ' The next `lode apply` makes the tables named above anew; run this again after it.'
    : '';
  return [
    'Done:',
    ...lines,
    left === 0
      ? `${style.green('✓')} It is whole.${next}`
      : `${style.red('✗')} ${left} thing${left === 1 ? ' is' : 's are'} still wrong.${next}`,
  ].join('\n');
}

function textOf(action: RepairAction): string {
  switch (action.kind) {
    case 'settle':
      return `version ${action.version}: finish it, or take it back where that is impossible`;
    case 'abort':
      return `version ${action.version}: take it back, since nobody can tell what it was going to do`;
    case 'rewrite-intent':
      return `version ${action.version}: write its intent anew, from its record`;
    case 'rewrite-record':
      return `version ${action.version}: write its record anew, from its intent and the tables’ logs`;
    case 'rewrite-chunk':
      return `version ${action.version}: write a part of its manifest anew, from its intent`;
    case 'rewrite-definition':
      return `write definition ${action.hash.slice(0, 12)} anew, from the project`;
    case 'relink-file':
      return `${action.path}: take ${action.file} from ${action.origin}`;
    case 'rewrite-commit':
      return `${action.path}: write commit ${action.version} of its log anew, from the intent of version ${action.of}`;
    case 'fill-commit':
      return `${action.path}: put an empty commit in the place of commit ${action.version}, which is lost`;
    case 'mark-tables':
      return `mark as damaged, for the next apply to make anew: ${action.models.join(', ')}`;
    case 'remove-models':
      return `take out of the environment, for the next apply to make again: ${action.models.join(', ')}`;
    case 'restore-version':
      return `bring the environment to what it held at version ${action.to}, the newest that is whole`;
    case 'give-up-versions':
      return `give up version${action.versions.length === 1 ? '' : 's'} ${action.versions.join(', ')}, which cannot be read any more`;
  }
}
