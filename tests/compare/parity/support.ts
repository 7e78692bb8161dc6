import {
  type Calendar,
  historiesOf,
  loadParity,
  type Pair,
  type PairHistory,
  type Parity,
  type ParityRecord,
  type ParityVerdict,
  type Weekday,
} from '../../../src/compare/parity/index.ts';

const all: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
export const daily: Calendar = { weekdays: all, daysOff: [] };

const side = {
  name: 'a.csv',
  kind: 'csv',
  environment: null,
  environmentVersion: null,
  tableVersion: null,
  rows: 3,
  files: [],
};

export function record(
  night: string,
  verdict: ParityVerdict = 'matched',
  more: Partial<ParityRecord> = {},
): ParityRecord {
  return {
    runId: `run-${night}`,
    project: 'shop',
    night,
    pair: 'billing',
    attempt: 1,
    startedAt: `${night}T02:00:00.000Z`,
    recordedAt: `${night}T02:00:05.000Z`,
    verdict,
    reason: verdict === 'matched' ? null : 'because',
    code: null,
    score: 1,
    required: true,
    owner: null,
    compare: 'rows',
    left: side,
    right: side,
    rows: { both: 3, changed: 0, onlyLeft: 0, onlyRight: 0 },
    columns: [],
    accepted: [],
    differences: null,
    detail: null,
    rules: 'r',
    seconds: 1,
    by: { user: 'anna', host: 'laptop', pid: 1 },
    git: null,
    lode: '0.1.0',
    ...more,
  };
}

/** A pair's nights from the first on, a letter each: `=` matched, `~` accepted, `x` differs, `!` failed, anything else is no record. */
export function historyFrom(first: string, marks: string, more: Partial<ParityRecord> = {}): PairHistory {
  const verdicts: Readonly<Record<string, ParityVerdict>> = {
    '=': 'matched',
    '~': 'accepted',
    x: 'differs',
    '!': 'failed',
  };
  const start = Date.parse(`${first}T00:00:00Z`);
  const records = [...marks].flatMap((mark, index) => {
    const verdict = verdicts[mark];
    const night = new Date(start + index * 86_400_000).toISOString().slice(0, 10);
    return verdict === undefined ? [] : [record(night, verdict, more)];
  });
  return historiesOf(records).get('billing')!;
}

export function parityOf(text: string, variables: Record<string, string> = {}): Parity {
  const { value, diagnostics } = loadParity({ path: 'parity.yml', text }, 'UTC', variables);
  if (value === null) throw new Error(diagnostics.map(({ summary }) => summary).join('\n'));
  return value;
}

export function pairOf(text: string): Pair {
  return parityOf(`pairs:\n  billing: ${text}\n`).pairs[0]!;
}
