import type { Plan, PlanDrift, PlanDriftChange } from '../../plan/index.ts';

export interface DriftWords {
  readonly relation: string;
  /** Who reads it. */
  readonly models: readonly string[];
  readonly lines: readonly {
    readonly sign: '+' | '-' | '~';
    readonly text: string;
    readonly stops: boolean;
  }[];
  /** What is behind the columns that changed; empty: nothing. */
  readonly touches: readonly { readonly relation: string; readonly columns: readonly string[] }[];
}

/** What a plan says of its sources' schemas, in words. */
export function driftWords({ drift }: Pick<Plan, 'drift'>): DriftWords[] {
  return drift.map((each) => ({
    relation: each.relation,
    models: each.models,
    lines: [
      ...(each.gone
        ? [
            {
              sign: '-' as const,
              text: 'The relation is no longer in its source: nothing of it is loaded, its rows stay.',
              stops: true,
            },
          ]
        : []),
      ...each.changes.map((change) => ({
        sign: signOf(change),
        text: `${changeWords(change)}${outcomeWords(change)}${renameWords(each, change)}`,
        stops: change.outcome === 'stops',
      })),
    ],
    touches: each.touches,
  }));
}

function signOf({ kind }: PlanDriftChange): '+' | '-' | '~' {
  if (kind === 'added') return '+';
  return kind === 'dropped' ? '-' : '~';
}

/** A change in a few words. */
export function changeWords(change: PlanDriftChange): string {
  switch (change.kind) {
    case 'added':
      return `${change.column} ${change.to} is new`;
    case 'dropped':
      return `${change.column} ${change.from} is gone`;
    case 'widened':
    case 'variant':
      return `${change.column} was ${change.from} and is ${change.to}`;
    case 'loosened':
      return `${change.column} may be NULL now`;
  }
}

function outcomeWords(change: PlanDriftChange): string {
  const since = change.since === null ? '' : `, since version ${change.since.version}`;
  if (change.outcome === 'waits') return ': no load of it is due';
  if (change.outcome === 'stops') return ': its policy is `freeze`, nothing is loaded';
  if (change.outcome === 'discarded')
    return change.kind === 'added' ? ': it is left out' : ': what does not fit becomes NULL';
  switch (change.kind) {
    case 'dropped':
      return change.since === null ? ': NULL from now on' : `: NULL since version ${change.since.version}`;
    case 'variant':
      return `: what does not fit stands in ${change.into}${since}`;
    case 'added':
    case 'widened':
    case 'loosened':
      return since;
  }
}

function renameWords({ renames }: PlanDrift, { kind, column }: PlanDriftChange): string {
  const pair = kind === 'dropped' ? renames.find(({ from }) => from === column) : undefined;
  return pair === undefined ? '' : ` (is it called ${pair.to} now?)`;
}
