import { z } from 'zod';
import { modelKinds } from '../model.ts';
import { hookForm, openLineageForm } from './hook-form.ts';
import { privacyForm } from './privacy-form.ts';

const variable = z.union([z.string(), z.number(), z.boolean()]);

export const severityChoice = z.enum(['error', 'warning', 'note', 'off']);

const layerDefaults = z.strictObject({
  kind: z.enum(modelKinds).optional().describe('Kind of the models that name none.'),
  owner: z.string().optional().describe('Owner of the models that name none.'),
  tags: z.array(z.string()).optional().describe("Added to each model's own."),
  cron: z.string().optional().describe('When models that name none are due.'),
  start: z.string().optional().describe('The first moment of models that name none.'),
  retention: z
    .string()
    .regex(/^\d+ (day|week|month)s?$/, 'a length of time such as `30 days`')
    .optional()
    .describe(
      'For how long the versions of the tables of models that name none stay readable by their path, where that is longer than the project’s retention.',
    ),
});

const storage = z.strictObject({
  endpoint: z
    .string()
    .optional()
    .describe(
      "The store's address, such as https://minio.example.org:9000. Default: AWS_ENDPOINT_URL, or AWS.",
    ),
  region: z.string().optional().describe('Default: AWS_REGION, or what the profile says.'),
  path_style: z
    .boolean()
    .optional()
    .describe(
      "Whether the bucket stands in the path, not in the host's name. Default: true with an endpoint.",
    ),
  cache: z
    .string()
    .min(1)
    .optional()
    .describe('The folder on this machine for files that the engine reads and writes. Default: .lode/store.'),
  cache_size: z
    .string()
    .regex(/^\d+(\.\d+)? ?(MB|GB|TB)$/, 'a size such as `20GB`')
    .optional()
    .describe('How much of that is kept for later commands. Default: 20GB.'),
});

const connection = z
  .looseObject({
    type: z
      .string()
      .min(1)
      .describe('The connector: parquet, csv, firebird, postgres, mysql, or one of `connectors`.'),
  })
  .describe(
    'Settings of the connector. `${NAME}` and `${NAME:-default}` are replaced from the environment and from .env.',
  );

const mode = z.string().regex(/^0?[0-7]{3}$/, 'permissions in octal digits, such as `"0640"`');

export const projectForm = z
  .strictObject({
    name: z.string().min(1).describe('The name of the project.'),
    lake: z
      .string()
      .min(1)
      .optional()
      .describe(
        "The lake's folder, relative to the project, or s3://BUCKET/FOLDER in an object store. Default: lake.",
      ),
    storage: storage.optional().describe('How an object store is reached: for a lake at s3://…'),
    default_target: z.string().optional().describe('The target where none is named. Default: the first.'),
    default_environment: z
      .string()
      .optional()
      .describe('The environment where none is named. Default: prod.'),
    time_zone: z.string().optional().describe('Time zone of every session, by its IANA name. Default: UTC.'),
    layers: z
      .record(z.string(), z.strictObject({ reads: z.array(z.string()) }))
      .optional()
      .describe('Folders below models/, and what their models may read: layers, `seeds`, `sources`.'),
    access: z
      .record(
        z.string(),
        z.strictObject({
          root: z
            .string()
            .min(1)
            .describe(
              'The folder that holds the layer’s part of the lake, relative to the project, or s3://BUCKET/FOLDER.',
            ),
          file_mode: mode.optional().describe('Permissions of its files on a disk, e.g. `"0640"`.'),
          dir_mode: mode.optional().describe('Permissions of its folders on a disk, e.g. `"0750"`.'),
        }),
      )
      .optional()
      .describe('Layers whose tables and builds lie in a place of their own, for whoever may read them.'),
    vars: z
      .record(z.string(), z.union([variable, z.array(variable)]))
      .optional()
      .describe("Values for `{{var 'name'}}`."),
    defaults: z.record(z.string(), layerDefaults).optional().describe('Header keys by layer.'),
    retention: z
      .string()
      .regex(/^\d+ (day|week|month)s?$/, 'a length of time such as `30 days`')
      .optional()
      .describe('For how long replaced table versions stay readable. Default: 30 days.'),
    environments: z
      .record(
        z
          .string()
          .regex(/^[A-Za-z0-9*][A-Za-z0-9_*-]*$/, 'a name of an environment; `*` stands for anything'),
        z.strictObject({
          time_to_live: z
            .string()
            .regex(/^\d+ (hour|day|week|month)s?$/, 'a length of time such as `14 days`')
            .optional()
            .describe('`lode gc` drops the environment when so much time has passed since its last version.'),
        }),
      )
      .optional()
      .describe(
        'Settings of environments by name or pattern (`dev_*`). A name goes before patterns, and the first pattern that fits counts. No pattern fits the default environment.',
      ),
    profile: z
      .boolean()
      .optional()
      .describe(
        '`false`: the columns of what is built are not profiled, but of models whose header says so. Default: true.',
      ),
    seeds: z.string().min(1).optional().describe('The folder of CSV files. Default: seeds.'),
    connectors: z
      .record(
        z.string().regex(/^[a-z][a-z0-9_-]*$/, 'a name of small letters, digits and hyphens'),
        z.string().min(1),
      )
      .optional()
      .describe(
        'Connectors of the project’s own: the `type` of sources → a file (`./connectors/jsonl.mjs`) or an npm package.',
      ),
    targets: z
      .record(z.string(), z.strictObject({ sources: z.record(z.string(), connection).optional() }))
      .optional()
      .describe('Named sets of connections: the same source names, other systems.'),
    privacy: privacyForm.optional().describe('Where personal data may be.'),
    lints: z.record(z.string(), severityChoice).optional().describe('Severity by rule.'),
    on_failure: z
      .array(hookForm)
      .optional()
      .describe('Whom to tell that an apply, a run or a rollback came to nothing, or to a part only.'),
    on_success: z.array(hookForm).optional().describe('Whom to tell that one did its work.'),
    openlineage: openLineageForm.optional().describe('Where OpenLineage run events go.'),
  })
  .meta({ title: 'project.yml' });

export type ProjectForm = z.infer<typeof projectForm>;
