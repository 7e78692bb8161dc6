import { beforeAll, describe, expect, test } from 'vitest';
import { type DbtFile, readDbtProject, readTemplatedSql } from '../../../src/triage/index.ts';
import { type Grammars, loadGrammars, readSqlFile } from '../../../src/triage/sql/index.ts';

let grammars: Grammars;
beforeAll(async () => {
  grammars = await loadGrammars();
});

const files = (texts: readonly string[]): readonly DbtFile[] =>
  texts.map((text, index) => ({ file: `macros/${index}.sql`, text }));

/** The one object of a model, in a project with a package `tools` of these macros. */
function model(text: string, tools: readonly string[] | null, own: readonly string[] = []) {
  const project = readDbtProject(
    'name: shop',
    files(own),
    tools === null ? [] : [{ settings: 'name: tools\nversion: 1.0.0', macros: files(tools) }],
  );
  const { objects } = readTemplatedSql(text, 'models/orders.sql', {
    project,
    isModel: true,
    readSql: (sql) => readSqlFile(sql, 'models/orders.sql', 'postgres', grammars),
  });
  expect(objects).toHaveLength(1);
  const [{ understanding, statements, notes }] = objects as [(typeof objects)[number]];
  return {
    understanding,
    text: statements[0]!.text.replaceAll(/\s+/g, ' '),
    reads: statements[0]!.reads.map(({ relation, columns }) => `${relation}(${columns?.join() ?? '*'})`),
    notes: notes.map(({ code, text: said }) => [code, said] as const),
  };
}

const dispatched =
  '{%- macro key(fields) -%}\n  {{ return(adapter.dispatch(\'key\', \'tools\')(fields)) }}\n{%- endmacro -%}\n{%- macro default__key(fields) -%}\n{%- set parts = [] -%}\n{%- for field in fields -%}\n  {%- do parts.append("coalesce(" ~ field ~ ", \'" ~ empty() ~ "\')") -%}\n  {%- if not loop.last %}{%- do parts.append("\'-\'") -%}{%- endif -%}\n{%- endfor -%}\n{{ dbt.hash(dbt.concat(parts)) }}\n{%- endmacro -%}\n{%- macro sqlserver__key(fields) -%}wrong{%- endmacro -%}';
const helper = "{% macro empty() %}{{ return('') }}{% endmacro %}";

describe('macros of a package', () => {
  test('are run by the name of the package, go to the one for all databases, and see one another', () => {
    const { understanding, text, reads, notes } = model(
      "SELECT {{ tools.key(['a', 'b']) }} AS k FROM {{ ref('raw') }}",
      [dispatched, helper],
    );
    expect(text).toContain("md5(cast(coalesce(a, '') || '-' || coalesce(b, '') as text)) AS k");
    expect({ understanding, reads, notes }).toEqual({
      understanding: 'parsed',
      reads: ['raw(a,b)'],
      notes: [],
    });
  });

  test('are called by macros of the project, which may say it otherwise', () => {
    const call = "SELECT {{ keyed() }} AS k FROM {{ ref('raw') }}";
    const own = "{% macro keyed() %}{{ tools.key(['c']) }}{% endmacro %}";
    expect(model(call, [dispatched, helper], [own]).reads).toEqual(['raw(c)']);
    const other = '{% macro default__key(fields) %}({{ fields[0] }} || d){% endmacro %}';
    expect(model(call, [dispatched, helper], [own, other]).reads).toEqual(['raw(c,d)']);
  });

  test('a name of the package’s own is not the project’s', () => {
    expect(model("SELECT {{ empty() }} a FROM {{ ref('raw') }}", [helper]).understanding).toBe('scanned');
  });

  test('one that gives back a list gives a list', () => {
    const { reads, understanding } = model(
      "SELECT {% for c in tools.names('x') %}{{ c }}{{ ', ' if not loop.last }}{% endfor %} FROM {{ ref('raw') }}",
      [
        "{% macro names(before) %}{% set all = [before ~ '_1'] %}{% do all.extend([before ~ '_2']) %}{{ return(all) }}never{% endmacro %}",
      ],
    );
    expect({ reads, understanding }).toEqual({ reads: ['raw(x_1,x_2)'], understanding: 'parsed' });
  });

  test('one that asks the database is no better than scanned, and the model says so', () => {
    const { understanding, notes, reads } = model("SELECT {{ tools.all_of('t') }} FROM {{ ref('raw') }}", [
      "{% macro all_of(t) %}{% if not execute %}{{ return('*') }}{% endif %}{{ return(run_query(t)) }}{% endmacro %}",
    ]);
    expect({ understanding, codes: notes.map(([code]) => code), reads }).toEqual({
      understanding: 'scanned',
      codes: ['template-asks-database'],
      reads: ['raw(*)'],
    });
  });

  test('without the package the model is scanned, and says which one is missing and what to do', () => {
    const { understanding, notes, reads } = model(
      "SELECT {{ tools.key(['a']) }} AS k, b FROM {{ ref('raw') }} WHERE b > 1",
      null,
    );
    expect(understanding).toBe('scanned');
    expect(reads.join()).toMatch(/^raw/);
    expect(notes).toEqual([
      [
        'template-not-run',
        expect.stringContaining(
          'it calls tools.key, and the package tools is not in the project’s dbt_packages: `dbt deps` puts it there',
        ),
      ],
    ]);
  });

  test.each(['{{ run_query("select 1") }}', '{% call statement("x") %}select 1{% endcall %}'])(
    'one that asks the database without asking whether it may says so: %s',
    (asking) => {
      const { understanding, notes } = model("SELECT {{ tools.asked() }} AS a FROM {{ ref('raw') }}", [
        `{% macro asked() %}${asking}{% endmacro %}`,
      ]);
      expect(understanding).toBe('scanned');
      expect(notes[0]![1]).toContain('it asks the database, which is not here');
    },
  );

  test('a model that a macro writes as a whole keeps its place where the macro cannot be run', () => {
    const text =
      "{{ config(alias='x') }}\n{{ tools.all_of([ref('a'), ref('pack', 'b')], source('s', 'c')) }}";
    for (const tools of [
      null,
      ['{% macro all_of(t, u) %}{% if execute %}{{ t }}{% endif %}{% endmacro %}'],
    ]) {
      const { understanding, reads, notes } = model(text, tools);
      expect({ understanding, reads }).toEqual({
        understanding: 'scanned',
        reads: ['a(*)', 'b(*)', 's.c(*)'],
      });
      expect(notes).toHaveLength(1);
    }
    expect(model('{{ tools.spine(1) }}', null).understanding).toBe('opaque');
  });

  test('one that has nothing for all databases is not guessed', () => {
    const { understanding, notes } = model("SELECT {{ tools.only() }} AS k FROM {{ ref('raw') }}", [
      "{% macro only() %}{{ return(adapter.dispatch('only', 'tools')()) }}{% endmacro %}{% macro oracle__only() %}1{% endmacro %}",
    ]);
    expect(understanding).toBe('scanned');
    expect(notes[0]![1]).toContain('it calls only, of which there is none for all databases');
  });
});
