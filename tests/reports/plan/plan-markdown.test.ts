import { expect, test } from 'vitest';
import { markdownLimit, planMarkdown } from '../../../src/reports/plan/index.ts';
import { modelOf, noScope, planOf, reasonOf, textsOf } from './plan-values.ts';

const edited = modelOf('silver.sales', {
  verdict: 'breaking',
  direct: true,
  action: 'build',
  reads: { rows: 1200, bytes: 52_000 },
  scope: { ...noScope, columns: { ...noScope.columns, changed: ['amount'] } },
  reasons: [
    reasonOf('value-changed', '`amount` is computed otherwise.', {
      columns: ['amount'],
      old: { file: 'models/silver/sales.sql', start: 10, end: 16, line: 2, column: 3 },
      new: { file: 'models/silver/sales.sql', start: 10, end: 30, line: 2, column: 3 },
    }),
  ],
});
const follower = (name: string, columns: readonly string[]) =>
  modelOf(name, {
    verdict: 'breaking',
    action: 'build',
    reads: { rows: null, bytes: null },
    scope: { ...noScope, columns: { ...noScope.columns, changed: [...columns] } },
    reasons: columns.map((column) =>
      reasonOf('input-changed', `\`${column}\` is written as before, but what it reads is not.`, {
        columns: [column],
      }),
    ),
  });
const texts = textsOf({
  'silver.sales': [
    'SELECT\n  shop,\n  amount\nFROM bronze.sales\n',
    'SELECT\n  shop,\n  round(amount, 2) AS amount\nFROM bronze.sales\n',
    'bronze.sales',
  ],
  'gold.daily': ['SELECT 1', 'SELECT 1', 'silver.sales'],
  'gold.monthly': ['SELECT 1', 'SELECT 1', 'gold.daily'],
});
const small = planOf(
  [
    edited,
    follower('gold.daily', ['turnover']),
    follower('gold.monthly', ['turnover']),
    modelOf('gold.other', { carried: true }),
  ],
  {
    exposures: [{ name: 'closing', columns: ['gold.monthly.turnover'] }],
    project: { name: 'shop', git: '0123456789abcdef' },
  },
);

test('a plan is told as a comment: the marker, what breaks, tables, a drawing, and details folded', () => {
  expect(planMarkdown(small, texts, { compared: false })).toBe(`<!-- lode-plan:prod -->
## Lode plan for \`prod\`

- **Breaking: 1 edited, 2 by what they read**
- **1 exposure would see something else**

3 to build, 1 unchanged. 1 model reads what changed, but none of the changed columns: it stands. Building reads 1,200 rows, 52 kB; what 2 models read is known once the others are built.

\`shop\` at \`0123456789ab\`, version 2, target mock

| verdict | build | nothing |
| --- | ---: | ---: |
| breaking | 3 |  |
| unchanged |  | 1 |

| model | verdict | action | what changes | rows read | bytes read |
| --- | --- | --- | --- | ---: | ---: |
| \`silver.sales\` | **breaking** | build | edited; \`amount\` changed | 1,200 | 52 kB |
| \`gold.daily\` | **breaking** | build | \`turnover\` changed |  |  |
| \`gold.monthly\` | **breaking** | build | \`turnover\` changed |  |  |

**Exposures that would see something else**

- \`closing\` reads \`gold.monthly\` (\`turnover\`)

\`\`\`mermaid
flowchart LR
  m0["silver.sales"]:::breaking
  m1["gold.daily"]:::breaking
  m2["gold.monthly"]:::breaking
  e0(["closing"]):::exposure
  m0 --> m1
  m1 --> m2
  m2 --> e0
  classDef breaking fill:#fde2e1,stroke:#c62828,color:#5f1412
  classDef exposure fill:#ffffff,stroke:#263238,color:#263238
  classDef edited stroke-width:3px
  class m0 edited
\`\`\`

What was edited has a thick edge.

<details><summary><b><code>silver.sales</code></b>: breaking · edited · reads 1,200 rows, 52 kB</summary>

- \`amount\` is computed otherwise. (\`models/silver/sales.sql:2\`)

\`models/silver/sales.sql\`:

\`\`\`diff
@@ -1 +1 @@
 SELECT
   shop,
-  amount
+  round(amount, 2) AS amount
 FROM bronze.sales
\`\`\`

</details>

<details><summary><b><code>gold.daily</code></b> and 1 more model: breaking · by what they read</summary>

The column is written as before, but what it reads is not.

- \`gold.daily\`: \`turnover\`
- \`gold.monthly\`: \`turnover\`

</details>
`);
});

test('a plan with nothing to do keeps its marker, so that an older comment is replaced', () => {
  const markdown = planMarkdown(planOf([modelOf('gold.daily')]), new Map(), { compared: false });
  expect(markdown.split('\n').slice(0, 4)).toEqual([
    '<!-- lode-plan:prod -->',
    '## Lode plan for `prod`',
    '',
    'Nothing to do: the model is as the project says.',
  ]);
});

test('the marker of a comparison names what it was compared with, and no name ends its comment', () => {
  const marker = (environment: string) =>
    planMarkdown(planOf([], { environment }), new Map(), { compared: true }).split('\n')[0];
  expect(marker('git:main')).toBe('<!-- lode-plan:git:main -->');
  expect(marker('../a--> <b>')).toBe('<!-- lode-plan:../a--%3E%20%3Cb%3E -->');
});

test('a verdict that a user overruled stands apart, with the reason', () => {
  const overruled = modelOf('gold.daily', {
    verdict: 'metadata',
    direct: true,
    action: 'metadata',
    overrule: { verdict: 'metadata', reason: 'see #12, @anna' },
    reasons: [reasonOf('overruled', 'Judged breaking, and overruled: see #12, @anna')],
  });
  const markdown = planMarkdown(planOf([overruled]), new Map(), { compared: false });
  expect(markdown).toContain('- **Overruled: 1 edited (found breaking; a user says otherwise)**');
  expect(markdown).toContain('| `gold.daily` | **overruled** to metadata | redefine | edited |  |  |');
  expect(markdown).toContain('- Judged breaking, and overruled: see &#35;&#8203;12, &#64;&#8203;anna\n');
});

test('a word without effect is told beside its model, or above where the model is not told of', () => {
  const told = reasonOf('not-overruled', 'The word `metadata` has no effect: nothing could be proved.');
  const open = { direct: true, action: 'build' as const, reasons: [told] };
  const models = [
    modelOf('gold.daily', { ...open, verdict: 'unknown' }),
    modelOf('gold.total', { reasons: [told] }),
  ];
  const markdown = planMarkdown(planOf(models), new Map(), { compared: false });
  expect(markdown.split('\n')).toContain('- The word `metadata` has no effect: nothing could be proved.');
  expect(markdown.split('\n')).toContain(
    '- `gold.total`: The word `metadata` has no effect: nothing could be proved.',
  );
});

test('details that find no room are counted, those without their difference first; the summary stays', () => {
  const names = Array.from({ length: 300 }, (_, index) => `gold.model_${index}`);
  const models = names.map((name) => ({
    ...edited,
    name,
    reasons: [reasonOf('value-changed', `\`a\` of ${name} is other.`)],
  }));
  const long = (sign: string) =>
    Array.from({ length: 60 }, (_, line) => `  ${sign.repeat(40)} AS column_${line},\n`).join('');
  const markdown = planMarkdown(
    planOf(models),
    textsOf(Object.fromEntries(names.map((name) => [name, [long('a') + name, long('b') + name] as const]))),
    { compared: false },
  );
  expect(markdown.length).toBeLessThanOrEqual(markdownLimit);
  expect(markdown.length).toBeGreaterThan(markdownLimit * 0.9);
  expect(markdown).toContain('- **Breaking: 300 edited**');
  expect(markdown).toContain('| breaking | 300 |');
  expect(markdown).toMatch(/… and \d+ more models/);
  expect(markdown).toMatch(
    /\nCut at 65,000 characters: the SQL differences of \d+ models and the details of \d+ models found no room\. `lode plan` shows them\.\n$/,
  );
  const told = markdown.match(/<details>/g)!.length;
  const [, , cut] = /differences of (\d+) models and the details of (\d+)/.exec(markdown)!;
  expect(told + Number(cut)).toBe(300);
});

test('of a plan for a new environment the models are listed, and nothing else', () => {
  const models = ['bronze.sales', 'silver.sales'].map((name) =>
    modelOf(name, {
      verdict: 'additive',
      direct: true,
      action: 'build',
      base: null,
      reasons: [reasonOf('model-added', 'The model is new.')],
    }),
  );
  const markdown = planMarkdown(
    planOf(models, { baseVersion: null }),
    textsOf({ 'silver.sales': [null, 'SELECT 1', 'bronze.sales'] }),
    { compared: false },
  );
  expect(markdown).toContain('- New: 2 models');
  expect(markdown).toContain('| `bronze.sales` | new | build |  |  |  |');
  expect(markdown).not.toContain('<details>');
  expect(markdown).not.toContain('mermaid');
});
