import type { RunModel, RunRecord } from '../../environment/index.ts';

/** A check that did not hold, with some of the rows that broke it. Personal columns are masked. */
export interface NoticeEvidence {
  readonly audit: string;
  readonly failures: number;
  readonly sample: RunModel['failedAudits'][number]['sample'];
}

export interface NoticeFailure {
  /** null: the run as a whole. */
  readonly model: string | null;
  readonly message: string;
  /** What to do about it; null where that is not known. */
  readonly hint: string | null;
  readonly evidence: readonly NoticeEvidence[];
}

/** How a run ended, as people want to read it. */
export interface Notice {
  readonly ok: boolean;
  /** `prod of care_billing: apply was stopped by an audit` */
  readonly title: string;
  readonly facts: readonly { readonly name: string; readonly value: string }[];
  readonly failures: readonly NoticeFailure[];
  /** How many models did not come about for what they read. */
  readonly skipped: readonly string[];
  /** Command lines to look further. */
  readonly look: readonly string[];
}

const outcomeWords: Readonly<Record<RunRecord['outcome'], string>> = {
  succeeded: 'is done',
  partial: 'came through in part',
  stopped: 'was stopped by an audit',
  failed: 'failed',
  conflict: 'gave way: somebody else came first',
  interrupted: 'was interrupted',
};

export function noticeOf(record: RunRecord): Notice {
  const { command, environment, project, models, by } = record;
  const visible = models.filter(({ tableVersion }) => tableVersion !== null);
  const rows = visible.reduce((sum, model) => sum + (model.rows ?? 0), 0);
  const fact = (name: string, value: string | null) =>
    value === null || value === '' ? [] : [{ name, value }];
  return {
    ok: record.outcome === 'succeeded',
    title: `${environment} of ${project}: ${command} ${outcomeWords[record.outcome]}`,
    facts: [
      ...fact('Version', versionText(record)),
      ...fact('Tables', visible.length === 0 ? null : `${visible.length}, ${rows.toLocaleString('en')} rows`),
      ...fact('Took', `${record.seconds.toFixed(1)} s, until ${record.ended}`),
      ...fact('By', `${by.user} on ${by.host}`),
      ...fact('Commit', record.git?.slice(0, 12) ?? null),
    ],
    failures: failuresOf(record),
    skipped: models.filter(({ outcome }) => outcome === 'skipped').map(({ model }) => model),
    look: lookAt(record),
  };
}

function versionText({ baseVersion, versions }: RunRecord): string | null {
  const last = versions.at(-1);
  if (last === undefined) return baseVersion === null ? null : `${baseVersion}, as before`;
  return baseVersion === null ? String(last) : `${baseVersion} → ${last}`;
}

function failuresOf(record: RunRecord): NoticeFailure[] {
  if (record.outcome === 'succeeded') return [];
  const ofModels = record.models
    .filter(({ outcome }) => outcome === 'failed' || outcome === 'stopped')
    .map(
      ({ model, message, diagnostics, failedAudits }): NoticeFailure => ({
        model,
        message: message ?? 'it did not come about',
        hint: diagnostics.find(({ severity }) => severity === 'error')?.hint ?? null,
        evidence: failedAudits
          .filter(({ onFailure }) => onFailure === 'block')
          .map(({ name, columns, failures, sample }) => ({
            audit: columns.length === 0 ? name : `${name} (${columns.join(', ')})`,
            failures,
            sample,
          })),
      }),
    );
  const told = new Set(record.models.flatMap(({ diagnostics }) => diagnostics.map(({ summary }) => summary)));
  const others = record.diagnostics
    .filter(({ severity, summary }) => severity === 'error' && !told.has(summary))
    .map(
      ({ summary, hint }): NoticeFailure => ({
        model: null,
        message: summary,
        hint: hint ?? null,
        evidence: [],
      }),
    );
  if (ofModels.length + others.length > 0 || record.message === null) return [...ofModels, ...others];
  return [{ model: null, message: record.message, hint: null, evidence: [] }];
}

function lookAt(record: RunRecord): string[] {
  const { environment, runId, outcome, models } = record;
  const worst = models.find((model) => model.outcome === 'failed' || model.outcome === 'stopped');
  return [
    ...(models.length === 0
      ? []
      : [`lode query "SELECT model, outcome, message FROM lode.run_models WHERE run_id = '${runId}'"`]),
    ...(worst === undefined ? [] : [`lode history ${worst.model} --env ${environment}`]),
    ...(outcome === 'conflict' ? [`lode env show ${environment}`] : []),
    ...(worst === undefined && outcome !== 'conflict' && models.length > 0
      ? [`lode history --env ${environment}`]
      : []),
    ...(models.length === 0 && outcome !== 'conflict' ? [`lode plan ${environment}`] : []),
  ];
}
