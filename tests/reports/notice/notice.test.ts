import { describe, expect, it } from 'vitest';
import { type RunModel, type RunRecord, runRecord } from '../../../src/environment/index.ts';
import { noticeOf, slackMessage, teamsMessage } from '../../../src/reports/notice/index.ts';

function model(changes: Partial<RunModel>): RunModel {
  return {
    model: 'gold.kpis',
    kind: 'full',
    action: 'build',
    outcome: 'built',
    started: null,
    seconds: 1.5,
    rows: 1000,
    bytes: 5000,
    audits: { passed: 1, warned: 0, failed: 0 },
    failedAudits: [],
    inputs: [],
    version: 12,
    tableVersion: 3,
    message: null,
    diagnostics: [],
    ...changes,
  };
}

function run(changes: Partial<RunRecord>): RunRecord {
  return runRecord.parse({
    formatVersion: '1.0',
    runId: '6f1c6c1e-0000-4000-8000-000000000000',
    command: 'apply',
    project: 'care',
    environment: 'prod',
    target: 'production',
    by: { user: 'anna', host: 'ci-3', pid: 1 },
    git: '8b3fe50f98eb0d3c2a4c6c1f0a52a0a3a8f1f5c7',
    lode: '0.1.0',
    engine: 'duckdb 1.5.6',
    started: '2026-03-02T06:00:00.000Z',
    ended: '2026-03-02T06:01:00.000Z',
    seconds: 60,
    outcome: 'succeeded',
    exitCode: 0,
    message: null,
    baseVersion: 11,
    versions: [12],
    rollbackTo: null,
    diagnostics: [],
    plan: null,
    models: [model({})],
    ...changes,
  });
}

const audit = {
  audit: 'unique(id)',
  name: 'unique',
  columns: ['id'],
  onFailure: 'block' as const,
  status: 'failed' as const,
  failures: 12_345,
  sample: {
    columns: ['id', 'name'],
    rows: [
      [1, '***'],
      [2, '***'],
      [null, '***'],
    ],
  },
};
const stopped = model({
  model: 'silver.sales',
  outcome: 'stopped',
  failedAudits: [audit],
  message: '`silver.sales` was expected: id is unique <&>.',
  version: null,
  tableVersion: null,
});
const many = run({
  outcome: 'stopped',
  versions: [],
  models: Array.from({ length: 120 }, (_, index) => ({
    ...stopped,
    model: `silver.model_with_a_long_name_${index}`,
    message: 'x'.repeat(5000),
    failedAudits: Array.from({ length: 9 }, () => ({
      ...audit,
      sample: { columns: ['text'], rows: Array.from({ length: 50 }, () => ['y'.repeat(3000)]) },
    })),
  })),
});

describe('a notice', () => {
  it('says where the environment stands, and how much became visible', () => {
    const { ok, title, facts, failures } = noticeOf(run({}));
    expect([ok, title, failures]).toEqual([true, 'prod of care: apply is done', []]);
    expect(facts).toContainEqual({ name: 'Version', value: '11 → 12' });
    expect(facts).toContainEqual({ name: 'Tables', value: '1, 1,000 rows' });
    expect(facts).toContainEqual({ name: 'Commit', value: '8b3fe50f98eb' });
  });

  it('names the model that failed with its evidence, what it held up, and how to look', () => {
    const notice = noticeOf(
      run({
        outcome: 'stopped',
        exitCode: 3,
        versions: [],
        models: [stopped, model({ outcome: 'skipped', tableVersion: null })],
      }),
    );
    expect(notice.failures).toMatchObject([
      { model: 'silver.sales', evidence: [{ audit: 'unique (id)', failures: 12_345 }] },
    ]);
    expect(notice.skipped).toEqual(['gold.kpis']);
    expect(notice.look).toContain('lode history silver.sales --env prod');
    expect(notice.facts).toContainEqual({ name: 'Version', value: '11, as before' });
  });

  it('of a conflict says who came first', () => {
    const { title, failures, look } = noticeOf(
      run({
        outcome: 'conflict',
        models: [],
        diagnostics: [
          {
            code: 'environment-moved',
            severity: 'error',
            summary: 'another apply made version 12',
            subject: null,
          },
        ],
      }),
    );
    expect(title).toContain('somebody else came first');
    expect(failures).toMatchObject([{ model: null, message: 'another apply made version 12' }]);
    expect(look).toEqual(['lode env show prod']);
  });
});

interface Block {
  readonly type: string;
  readonly text?: { readonly type: string; readonly text: string };
  readonly fields?: readonly { readonly type: string; readonly text: string }[];
}

/** What Slack's reference of blocks allows. */
function expectSlack(message: Readonly<Record<string, unknown>>): readonly Block[] {
  expect(Object.keys(message).sort()).toEqual(['blocks', 'text']);
  const blocks = message.blocks as readonly Block[];
  expect(blocks.length).toBeLessThanOrEqual(50);
  for (const { type, text, fields } of blocks) {
    expect(['header', 'section']).toContain(type);
    if (type === 'header') expect(text!.type).toBe('plain_text');
    if (text !== undefined) {
      expect(text.text.length).toBeGreaterThan(0);
      expect(text.text.length).toBeLessThanOrEqual(type === 'header' ? 150 : 3000);
    }
    expect(fields?.length ?? 1).toBeLessThanOrEqual(10);
    for (const field of fields ?? []) expect(field.text.length).toBeLessThanOrEqual(2000);
  }
  return blocks;
}

describe('a Slack message', () => {
  it('keeps to Slack’s limits, also of a run where everything failed', () => {
    expectSlack(slackMessage(noticeOf(run({}))));
    const blocks = expectSlack(slackMessage(noticeOf(many)));
    expect(blocks.map(({ text }) => text?.text)).toContain('… and 110 more.');
  });

  it('escapes what Slack reads as markup, and shows failing rows', () => {
    const blocks = expectSlack(slackMessage(noticeOf(run({ outcome: 'stopped', models: [stopped] }))));
    const [failure] = blocks.filter(({ text }) => text?.text.startsWith('*silver.sales*'));
    expect(failure!.text!.text).toContain('id is unique &lt;&amp;&gt;.');
    expect(failure!.text!.text).toContain(
      '• unique (id): 12,345\n```id    name\n1     ***\n2     ***\nNULL  ***```',
    );
  });
});

describe('a Teams message', () => {
  it('is one adaptive card below the limit of 28 kB', () => {
    for (const record of [run({}), many]) {
      const message = teamsMessage(noticeOf(record));
      expect(message).toMatchObject({
        type: 'message',
        attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive' }],
      });
      expect(Buffer.byteLength(JSON.stringify(message))).toBeLessThan(28 * 1024);
    }
  });

  it('holds only elements of version 1.4, each with what it needs', () => {
    const message = teamsMessage(noticeOf(run({ outcome: 'stopped', models: [stopped] })));
    const [{ content }] = message.attachments as { content: { body: Record<string, unknown>[] } }[] as [
      { content: { body: Record<string, unknown>[] } },
    ];
    for (const element of content.body) {
      if (element.type === 'FactSet') expect(element.facts).toBeInstanceOf(Array);
      else expect(element).toMatchObject({ type: 'TextBlock', text: expect.stringMatching(/./) });
    }
    expect(JSON.stringify(content.body)).toContain('12,345');
  });
});
