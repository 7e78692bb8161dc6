import type { Edge, LineageGraph } from '../../lineage/index.ts';

const schemaUrl =
  'https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet';

interface Transformation {
  readonly type: 'DIRECT' | 'INDIRECT';
  readonly subtype: string;
  readonly masking: boolean;
}

interface InputField {
  readonly namespace: string;
  readonly name: string;
  readonly field: string;
  readonly transformations: readonly Transformation[];
}

/** A dataset with OpenLineage's columnLineage facet 1-2-0: `dataset` holds what decides its rows. */
export interface OpenLineageDataset {
  readonly namespace: string;
  readonly name: string;
  readonly facets: {
    readonly columnLineage: {
      readonly _producer: string;
      readonly _schemaURL: string;
      readonly fields: Readonly<Record<string, { readonly inputFields: readonly InputField[] }>>;
      readonly dataset: readonly InputField[];
    };
  };
}

/** Every model of `graph` as an OpenLineage dataset. `namespace`: of all datasets; `producer`: the URI that OpenLineage wants of who says so. */
export function openLineageDatasets(
  graph: LineageGraph,
  namespace: string,
  producer: string,
): readonly OpenLineageDataset[] {
  return graph.relations
    .filter((relation) => relation.type === 'model')
    .map((relation) => ({
      namespace,
      name: relation.name,
      facets: {
        columnLineage: {
          _producer: producer,
          _schemaURL: schemaUrl,
          fields: Object.fromEntries(
            relation.columns.map((column) => [
              column.name,
              { inputFields: inputFields(column.edges, namespace) },
            ]),
          ),
          dataset: inputFields(relation.rows.edges, namespace),
        },
      },
    }));
}

/** One entry for each source column, with all the ways in which it takes part. */
function inputFields(edges: readonly Edge[], namespace: string): readonly InputField[] {
  const fields = new Map<string, InputField & { transformations: Transformation[] }>();
  for (const edge of edges) {
    const key = JSON.stringify([edge.relation, edge.column]);
    const field = fields.get(key) ?? {
      namespace,
      name: edge.relation,
      field: edge.column,
      transformations: [],
    };
    field.transformations.push({ type: edge.type, subtype: edge.subtype, masking: edge.masking });
    fields.set(key, field);
  }
  return [...fields.values()];
}
