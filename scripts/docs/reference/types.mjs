import { cell, table } from './markdown.mjs';

const stored = [
  'BOOLEAN',
  'TINYINT',
  'SMALLINT',
  'INTEGER',
  'BIGINT',
  'HUGEINT',
  'UTINYINT',
  'USMALLINT',
  'UINTEGER',
  'UBIGINT',
  'UHUGEINT',
  'FLOAT',
  'DOUBLE',
  'DECIMAL(18,4)',
  'VARCHAR',
  "ENUM('a', 'b')",
  'UUID',
  'JSON',
  'BLOB',
  'DATE',
  'TIME',
  'TIMESTAMP',
  'TIMESTAMP_S',
  'TIMESTAMP_MS',
  'TIMESTAMP_NS',
  'TIMESTAMP WITH TIME ZONE',
  'INTEGER[]',
  'INTEGER[3]',
  'STRUCT(a INTEGER, b VARCHAR)',
  'MAP(VARCHAR, INTEGER)',
];
const refused = [
  'INTERVAL',
  'TIME WITH TIME ZONE',
  'BIT',
  'BIGNUM',
  'UNION(a INTEGER, b VARCHAR)',
  'VARIANT',
  'GEOMETRY',
  'TIME_NS',
  '"NULL"',
];

/** The table of types, asked of the code that applies it. `toDeltaType` and `printDeltaType` are those of src/delta/types. */
export function typesPage(toDeltaType) {
  const rows = stored.map((type) => {
    const form = toDeltaType(type);
    if (form.kind !== 'stored') throw new Error(`${type} is listed as stored, and is refused`);
    const note = form.exact
      ? 'refused at run time where it would lose digits'
      : /HUGEINT/.test(type)
        ? 'a value of more digits stops the build'
        : form.cast
          ? 'cast when written'
          : '';
    return [`\`${cell(type)}\``, `\`${deltaName(form.delta)}\``, `\`${cell(form.stored)}\``, note];
  });
  const refusals = refused.map((type) => {
    const form = toDeltaType(type);
    if (form.kind !== 'refused') throw new Error(`${type} is listed as refused, and is stored`);
    return [`\`${cell(type.replaceAll('"', ''))}\``, `${cell(form.reason)}.`, `\`${form.castTo}\``];
  });
  return [
    '# Types',
    '',
    'Models compute in DuckDB’s types and are stored in Delta’s. One table decides which becomes which. It is applied to the output of every model, also to',
    'views, so that what a model reads has the same types wherever it comes from.',
    '',
    '## Stored',
    '',
    ...table(['DuckDB', 'Delta', 'Read again as', ''], rows),
    '',
    'The rules hold inside lists, structs and maps too. A fixed-size array becomes a list.',
    '',
    '## Refused',
    '',
    'A column of one of these types stops the compile ([`type-refused`](../diagnostics/type-refused.md)). The cast on the right is a way out.',
    '',
    ...table(['DuckDB', 'Why', 'Cast to'], refusals),
    '',
    'Collations and `rowid` do not survive storage. A model cannot use them.',
    '',
  ].join('\n');
}

function deltaName(type) {
  switch (type.kind) {
    case 'primitive':
      return type.name;
    case 'decimal':
      return `decimal(${type.precision},${type.scale})`;
    case 'array':
      return `array<${deltaName(type.element)}>`;
    case 'map':
      return `map<${deltaName(type.key)}, ${deltaName(type.value)}>`;
    case 'struct':
      return `struct<${type.fields.map((field) => `${field.name}: ${deltaName(field.type)}`).join(', ')}>`;
    default:
      throw new Error(`no name for ${type.kind}`);
  }
}
