/** Each kind of facet with the version of its schema that we write. https://openlineage.io/docs/spec/facets */
const facetVersions = {
  columnLineage: '1-2-0/ColumnLineageDatasetFacet',
  dataQualityAssertions: '1-1-0/DataQualityAssertionsDatasetFacet',
  documentation: '1-1-0/DocumentationJobFacet',
  errorMessage: '1-0-1/ErrorMessageRunFacet',
  jobType: '2-0-4/JobTypeJobFacet',
  outputStatistics: '1-0-2/OutputStatisticsOutputDatasetFacet',
  parent: '1-2-0/ParentRunFacet',
  processing_engine: '1-1-1/ProcessingEngineRunFacet',
  schema: '1-2-0/SchemaDatasetFacet',
  sql: '1-1-0/SQLJobFacet',
  storage: '1-0-1/StorageDatasetFacet',
  symlinks: '1-0-1/SymlinksDatasetFacet',
  version: '1-0-1/DatasetVersionDatasetFacet',
} as const;

export type Facets = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface OpenLineageDataset {
  readonly namespace: string;
  readonly name: string;
  readonly facets?: Facets;
  readonly inputFacets?: Facets;
  readonly outputFacets?: Facets;
}

export interface OpenLineageEvent {
  readonly eventType: 'START' | 'COMPLETE' | 'FAIL' | 'ABORT';
  readonly eventTime: string;
  readonly producer: string;
  readonly schemaURL: string;
  readonly run: { readonly runId: string; readonly facets: Facets };
  readonly job: { readonly namespace: string; readonly name: string; readonly facets: Facets };
  readonly inputs: readonly OpenLineageDataset[];
  readonly outputs: readonly OpenLineageDataset[];
}

export const producer = 'https://github.com/lode-sql/lode';
export const eventSchema = 'https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent';

/** Facets under their keys, each with who says it and by which schema. */
export function facets(
  given: Partial<Record<keyof typeof facetVersions, Readonly<Record<string, unknown>> | null>>,
): Facets {
  return Object.fromEntries(
    Object.entries(given).flatMap(([key, content]) => {
      if (content == null) return [];
      const path = facetVersions[key as keyof typeof facetVersions];
      const [version, name] = path.split('/');
      const schema = `https://openlineage.io/spec/facets/${version}/${name}.json#/$defs/${name}`;
      return [[key, { _producer: producer, _schemaURL: schema, ...content }]];
    }),
  );
}
