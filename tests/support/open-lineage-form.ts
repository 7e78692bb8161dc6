import { z } from 'zod';

// The shapes of https://openlineage.io/spec/2-0-2/OpenLineage.json and of the facets below, written down from their JSON Schemas. The specification lets facets carry more; here nothing
// else may be in them, so that a misspelt key is found.

function facet<S extends z.ZodRawShape>(version: string, name: string, shape: S) {
  return z.strictObject({
    _producer: z.url(),
    _schemaURL: z.literal(`https://openlineage.io/spec/facets/${version}/${name}.json#/$defs/${name}`),
    ...shape,
  });
}

const run = z.strictObject({ runId: z.uuid() });
const job = z.strictObject({ namespace: z.string().min(1), name: z.string().min(1) });

const inputField = z.strictObject({
  namespace: z.string(),
  name: z.string(),
  field: z.string(),
  transformations: z.array(
    z.strictObject({
      type: z.enum(['DIRECT', 'INDIRECT']),
      subtype: z.string(),
      masking: z.boolean(),
    }),
  ),
});

const runFacets = z.strictObject({
  parent: facet('1-2-0', 'ParentRunFacet', { run, job, root: z.strictObject({ run, job }) }).optional(),
  processing_engine: facet('1-1-1', 'ProcessingEngineRunFacet', {
    version: z.string(),
    name: z.string(),
    openlineageAdapterVersion: z.string(),
  }),
  errorMessage: facet('1-0-1', 'ErrorMessageRunFacet', {
    message: z.string(),
    programmingLanguage: z.string(),
  }).optional(),
});

const jobFacets = z.strictObject({
  jobType: facet('2-0-4', 'JobTypeJobFacet', {
    processingType: z.literal('BATCH'),
    integration: z.string(),
    jobType: z.string(),
  }),
  sql: facet('1-1-0', 'SQLJobFacet', { query: z.string(), dialect: z.string() }).optional(),
  documentation: facet('1-1-0', 'DocumentationJobFacet', { description: z.string() }).optional(),
});

const datasetFacets = z.strictObject({
  schema: facet('1-2-0', 'SchemaDatasetFacet', {
    fields: z.array(
      z.strictObject({
        name: z.string(),
        type: z.string(),
        description: z.string().optional(),
        ordinal_position: z.number().int().min(1),
      }),
    ),
  }).optional(),
  columnLineage: facet('1-2-0', 'ColumnLineageDatasetFacet', {
    fields: z.record(z.string(), z.strictObject({ inputFields: z.array(inputField) })),
    dataset: z.array(inputField),
  }).optional(),
  version: facet('1-0-1', 'DatasetVersionDatasetFacet', { datasetVersion: z.string() }).optional(),
  storage: facet('1-0-1', 'StorageDatasetFacet', {
    storageLayer: z.literal('delta'),
    fileFormat: z.literal('parquet'),
  }).optional(),
  symlinks: facet('1-0-1', 'SymlinksDatasetFacet', {
    identifiers: z.array(z.strictObject({ namespace: z.string(), name: z.string(), type: z.string() })),
  }).optional(),
});

const dataset = { namespace: z.string().min(1), name: z.string().min(1), facets: datasetFacets.optional() };

const inputDataset = z.strictObject({
  ...dataset,
  inputFacets: z
    .strictObject({
      dataQualityAssertions: facet('1-1-0', 'DataQualityAssertionsDatasetFacet', {
        assertions: z.array(
          z.strictObject({
            assertion: z.string(),
            success: z.boolean(),
            column: z.string().optional(),
            severity: z.enum(['error', 'warn']),
            actual: z.string().optional(),
            params: z.record(z.string(), z.unknown()),
          }),
        ),
      }),
    })
    .optional(),
});

const outputDataset = z.strictObject({
  ...dataset,
  outputFacets: z
    .strictObject({
      outputStatistics: facet('1-0-2', 'OutputStatisticsOutputDatasetFacet', {
        rowCount: z.number().int(),
        size: z.number().int().optional(),
      }),
    })
    .optional(),
});

export const openLineageRunEvent = z.strictObject({
  eventType: z.enum(['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL', 'OTHER']),
  eventTime: z.iso.datetime(),
  producer: z.url(),
  schemaURL: z.literal('https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent'),
  run: z.strictObject({ runId: z.uuid(), facets: runFacets }),
  job: z.strictObject({ namespace: z.string().min(1), name: z.string().min(1), facets: jobFacets }),
  inputs: z.array(inputDataset),
  outputs: z.array(outputDataset),
});
export type OpenLineageRunEvent = z.infer<typeof openLineageRunEvent>;
