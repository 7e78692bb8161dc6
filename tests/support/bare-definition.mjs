// A definition with nothing but a query: what hunts give to the judge. Plain JavaScript, since hunts also run without a compiler.

/** `inputs` and `columns` in the forms of a definition, of which what is left out is not declared. */
export function bareDefinition({ name, layer, sql, columns, inputs, volatileFunctions = [] }) {
  return {
    formatVersion: '1.0',
    name,
    layer,
    kind: 'full',
    file: `${name}.sql`,
    header: {},
    source: sql,
    sql,
    macros: [],
    inputs: inputs.map((input) => ({
      relation: input.relation,
      kind: input.kind,
      columns: input.columns.map((column) => ({ ...column, nullable: true })),
      origin: null,
      keys: [],
      notNull: [],
    })),
    columns: columns.map((column) => ({
      ...column,
      nullable: true,
      description: null,
      pii: null,
      tags: [],
      expression: null,
    })),
    partitionedBy: [],
    description: null,
    seed: null,
    volatileFunctions,
    settings: {},
    engine: { name: 'duckdb', version: 'this' },
  };
}
