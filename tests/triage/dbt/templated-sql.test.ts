import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  type DbtProject,
  isTemplate,
  noDbtProject,
  readDbtProject,
  readTemplatedSql,
} from '../../../src/triage/index.ts';
import { type Grammars, loadGrammars, readSqlFile } from '../../../src/triage/sql/index.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await loadGrammars();
});

function read(text: string, project: DbtProject = noDbtProject, file = 'models/orders.sql') {
  return readTemplatedSql(text, file, {
    project,
    isModel: file.startsWith('models/'),
    readSql: (sql) => readSqlFile(sql, file, 'postgres', grammars),
  });
}

const readsOf = (reading: ReturnType<typeof read>) =>
  reading.objects.flatMap(({ statements }) =>
    statements.flatMap(({ reads }) =>
      reads.map(({ relation, columns }) => [relation, columns?.join(' ') ?? null]),
    ),
  );

describe('a model', () => {
  test('is a view of its name over the models and sources that it names', () => {
    const reading = read(
      "{{ config(materialized='table') }}\nSELECT o.id, c.name\nFROM {{ ref('stg_orders') }} o JOIN {{ source('shop', 'customers') }} c ON c.id = o.customer",
    );
    expect(reading.objects.map(({ id, kind, understanding }) => [id, kind, understanding])).toEqual([
      ['orders', 'view', 'parsed'],
    ]);
    expect(readsOf(reading)).toEqual([
      ['shop.customers', 'id name'],
      ['stg_orders', 'customer id'],
    ]);
  });

  test('goes by its alias, and names in quotes stay so', () => {
    const reading = read("{{ config(alias='all_orders') }} SELECT id FROM {{ ref('pack', 'stg-orders') }}");
    expect(reading.objects.map(({ name }) => name)).toEqual(['all_orders']);
    expect(readsOf(reading)).toEqual([['stg-orders', 'id']]);
  });

  test('without any template in it is one all the same', () => {
    expect(
      read('WITH a AS (SELECT x FROM t) SELECT x FROM a;').objects.map(({ id, kind }) => [id, kind]),
    ).toEqual([['orders', 'view']]);
  });

  test('has the columns that its loops make, each from what it is computed from', () => {
    const reading = read(
      `{% set methods = ['card', 'cash'] %}
SELECT order_id,
{% for method in methods -%}
  sum(CASE WHEN method = '{{ method }}' THEN amount END) AS {{ method }}_amount{{ ',' if not loop.last }}
{% endfor %}
FROM {{ ref('payments') }} GROUP BY order_id`,
    );
    expect(reading.objects[0]!.statements[0]!.text).toContain(
      "method = 'cash' THEN amount END) AS cash_amount",
    );
    expect(readsOf(reading)).toEqual([['payments', 'amount method order_id']]);
    expect(reading.objects[0]!.notes).toEqual([]);
  });

  test('uses the macros, the variables and the functions of its project', () => {
    const project = readDbtProject("name: shop\nvars:\n  shop:\n    first_day: '2024-01-01'\n", [
      { file: 'macros/b.sql', text: '{% macro half(x) %}{{ cents(x) }} / 2{% endmacro %}' },
      { file: 'macros/a.sql', text: '{% macro cents(c) %}({{ c }} / 100){% endmacro %}' },
    ]);
    const reading = read(
      `SELECT {{ half('paid') }} AS h, {{ dbt.cast('day', 'date') }} AS d, {{ dbt.datediff(first_date='a', second_date='b', datepart='day') }} AS n
FROM t WHERE day >= '{{ var('first_day') }}' AND kind = '{{ var('kind', 'sale') }}'`,
      project,
    );
    const { text } = reading.objects[0]!.statements[0]!;
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      "(paid / 100) / 2 AS h, cast(day as date) AS d, datediff('day', a, b) AS n",
    );
    expect(text).toContain("day >= '2024-01-01' AND kind = 'sale'");
  });

  test('that is built incrementally is read as its full build, which is said', () => {
    const reading = read(
      'SELECT id FROM t {% if is_incremental() %} WHERE day > (SELECT max(day) FROM {{ this }}) {% endif %}',
    );
    expect(readsOf(reading)).toEqual([['t', 'id']]);
    expect(reading.objects[0]!.notes.map(({ code }) => code)).toEqual(['template-incremental']);
  });

  test('whose templates use values and lists by name, words of Jinja and versions of models is what dbt makes of it', () => {
    const { text } = read(
      `{% set with_tax = true %}
SELECT id{% for c in var('columns', ['a', 'b']) %}, {{ c }}{{ '_x' if not loop.last }}{% endfor %}{% if with_tax %}, tax{% endif %}
FROM {{ ref('orders', v=2) }} WHERE kind = '{{ var('kind', default='sale') }}' {% do log('read', info=true) %}`,
    ).objects[0]!.statements[0]!;
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      "SELECT id, a_x, b, tax FROM orders_v2 WHERE kind = 'sale'",
    );
  });

  test('whose value only a run knows does not lose it, nor what a statement does that is not known', () => {
    for (const [template, relation] of [
      ['SELECT id FROM {{ target.schema }}.orders', 'orders'],
      [
        "{% set t = [] %}{% do t.insert(0, 'x') %}SELECT id FROM orders{% for c in t %}_{{ c }}{% endfor %}",
        null,
      ],
      ["SELECT id FROM {{ ref(var('missing')) }}", null],
    ] as const) {
      const { objects } = read(template);
      expect(objects.map(({ understanding }) => understanding)).toEqual(['scanned']);
      expect(objects[0]!.notes.map(({ code }) => code)).toContain('template-not-run');
      if (relation !== null)
        expect(readsOf({ objects, notes: [] }).map(([name]) => name)).toEqual([relation]);
    }
  });

  test('has the variables of its project before those for all, and these before those of packages', () => {
    const project = readDbtProject(
      'name: shop\nvars:\n  shop: { a: own }\n  utils: { a: theirs, b: theirs, c: theirs }\n  a: all\n  b: all\n',
      [],
    );
    expect(['a', 'b', 'c'].map((name) => project.variables.get(name))).toEqual(['own', 'all', 'theirs']);
  });

  test('that needs what is not known here is read with both sides of its conditions, and is no better than scanned', () => {
    const reading = read(
      "SELECT {{ dbt_utils.star(ref('a')) }}, b.id\nFROM {{ ref('a') }} a\n{% if target.type == 'x' %}JOIN {{ source('s', 'b') }} b ON b.id = a.id{% endif %}",
    );
    expect(reading.objects.map(({ understanding }) => understanding)).toEqual(['scanned']);
    expect(reading.objects[0]!.notes.map(({ code, text }) => [code, text])).toEqual([
      [
        'template-not-run',
        'The template could not be run (it calls dbt_utils.star, and the package dbt_utils is not in the project’s dbt_packages: `dbt deps` puts it there): both sides of its conditions were read, and what it puts in is not known.',
      ],
    ]);
    expect(readsOf(reading).map(([relation]) => relation)).toEqual(['a', 's.b']);
  });
});

test('a snapshot is a view of its own name; files of macros and tests define nothing, and say so', () => {
  expect(
    read(
      "{% snapshot orders_history %}\n{{ config(strategy='check') }}\nSELECT * FROM {{ ref('orders') }}\n{% endsnapshot %}",
    ).objects[0],
  ).toMatchObject({ id: 'orders_history', kind: 'view', understanding: 'parsed' });
  for (const text of [
    '{% macro a() %} SELECT 1 {% endmacro %}',
    '{% test b(model) %} SELECT * FROM {{ model }} {% endtest %}',
  ])
    expect(read(text, noDbtProject, 'macros/a.sql')).toMatchObject({
      objects: [],
      notes: [{ code: 'template-macros' }],
    });
});

test('templates of others are the SQL that they become, with holes for what a run puts in', () => {
  const reading = read(
    "DELETE FROM mart.sales WHERE day = '{{ ds }}';\nINSERT INTO mart.sales SELECT day, total FROM stage.{{ params.table }}_x",
    noDbtProject,
    'dags/load.sql',
  );
  expect(reading.objects.filter(({ kind }) => kind === 'script').map(({ id }) => id)).toEqual([
    'dags/load.sql',
  ]);
  expect(reading.objects[0]!.understanding).toBe('scanned');
  expect(reading.objects.flatMap(({ statements }) => statements.map(({ kind }) => kind))).toEqual([
    'delete',
    'insert',
  ]);
});

test('braces in a text that nothing closes are no template', () => {
  expect(
    ["SELECT 'a{{b', '{%'", "SELECT '}} {{'", "SELECT a FROM t WHERE a LIKE '%{%' OR a LIKE '%}%'"].map(
      isTemplate,
    ),
  ).toEqual([false, false, false]);
  expect(['SELECT {{ a }}', '{% if a %}{% endif %}'].map(isTemplate)).toEqual([true, true]);
});

test('statements stand on the lines of the template', () => {
  const reading = read(
    `{% set n = 3 %}
{% for i in range(n) %}
-- nothing
{% endfor %}

INSERT INTO a SELECT x FROM b;
INSERT INTO {{ 'c' }} SELECT y FROM d;
`,
    noDbtProject,
    'dags/load.sql',
  );
  expect(reading.objects[0]!.statements.map(({ place }) => place.line)).toEqual([6, 7]);
});

test('whatever is done to a template, it is read, and its places lie in it', () => {
  const whole = `{{ config(materialized='table') }}
{% set methods = ['card', 'cash'] %}
{# what is paid #}
WITH p AS (SELECT * FROM {{ ref('payments') }})
SELECT order_id, {% for m in methods %} sum(CASE WHEN method = '{{ m }}' THEN amount END) AS {{ m }}_amount, {% endfor %}
  count(*) AS n
FROM p JOIN {{ source('shop', 'orders') }} USING (order_id)
{% if is_incremental() %} WHERE day > '{{ var("day", "2024-01-01") }}' {% endif %}
GROUP BY order_id`;
  const pieces = fc.constantFrom(
    '',
    '{{',
    '}}',
    '{%',
    '%}',
    '{#',
    "'",
    '{{ x }}',
    '{% for a in b %}',
    '\n',
    '\0',
    '\ud800',
    '{{ range(10**9) }}',
    '{% endif %}',
    '(',
  );
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(60), pieces, (at, length, by) => {
      const text = whole.slice(0, at) + by + whole.slice(at + length);
      const { objects, notes } = read(text);
      expect(objects.length + notes.length).toBeGreaterThan(0);
      const lines = text.split('\n').length;
      for (const { place, statements } of objects)
        for (const { line, endLine } of [place, ...statements.map((statement) => statement.place)]) {
          expect(line).toBeGreaterThan(0);
          expect(endLine).toBeGreaterThanOrEqual(line);
          expect(endLine).toBeLessThanOrEqual(lines);
        }
    }),
    { numRuns: Number(process.env.LODE_LEGACY_DAMAGE ?? 60) },
  );
});
