import { type Change, type Judgement, noChange, type Reason } from '../../change/index.ts';
import { type Definition, keepsRows } from '../../environment/index.ts';

/**
 * A model's verdict with what its sources' schemas add to it. Readers of the model get what they were bound with, so that for them nothing is other; rows that stand stay.
 */
export function withDriftChange(judgement: Judgement, before: Definition, now: Definition): Judgement {
  const { change } = judgement;
  const was = new Map(before.columns.map((column) => [column.name.toLowerCase(), column]));
  const added = now.columns.filter(({ name }) => !was.has(name.toLowerCase())).map(({ name }) => name);
  const retyped = now.columns.filter(
    ({ name, type }) => (was.get(name.toLowerCase())?.type ?? type) !== type,
  );
  const reasons: Reason[] = [
    ...(added.length > 0 ? [moved(`The source gives it ${listed(added)}.`, added)] : []),
    ...retyped.map(({ name, type }) =>
      moved(
        `\`${name}\` becomes ${type}, as in the source; readers get ${was.get(name.toLowerCase())!.type}.`,
        [name],
      ),
    ),
    ...(added.length + retyped.length === 0
      ? [moved('The schema of its source has moved; its own columns stay as they are.', [])]
      : []),
  ];
  const columns = change.scope.columns;
  const effect =
    change.effect === 'build' || change.effect === 'forward'
      ? change.effect
      : keepsRows(now.kind)
        ? 'definition'
        : 'build';
  const isMild = change.verdict === 'unchanged' || change.verdict === 'metadata';
  return {
    ...judgement,
    change: {
      ...(change === noChange ? { ...noChange } : change),
      verdict: isMild ? (added.length + retyped.length > 0 ? 'additive' : 'metadata') : change.verdict,
      scope: {
        ...change.scope,
        columns: {
          ...columns,
          added: [...columns.added, ...added],
          retyped: [...columns.retyped, ...retyped.map(({ name }) => name)],
        },
      },
      reasons: [...change.reasons, ...reasons],
      effect,
    } satisfies Change,
  };
}

function moved(message: string, columns: readonly string[]): Reason {
  return { rule: 'source-drift', message, columns, old: null, new: null };
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name}\``).join(', ');
}
