import { z } from 'zod';
import { diagnosticForm } from '../../diagnostics/index.ts';
import { legacyKinds } from '../estate/legacy-object.ts';
import { understandings } from '../estate/understanding.ts';
import { decisions, efforts, parityStates, uses } from './triage-row.ts';

const place = z.strictObject({ file: z.string(), line: z.int(), endLine: z.int() });
const time = z.string().describe('A moment, ISO 8601 in UTC.');
const perUnderstanding = z.partialRecord(z.enum(understandings), z.int());

const row = z.strictObject({
  object: z.string().describe('Id of the legacy object.'),
  kind: z.enum(legacyKinds),
  owner: z.string().nullable(),
  layer: z.enum(['bronze', 'silver', 'gold']).describe('The layer it would become.'),
  reads: z.array(z.string()).describe('What it needs, in one step.'),
  readBy: z.array(z.string()).describe('What needs it, in one step.'),
  upstream: z.int().describe('How many objects lie before it, in any number of steps.'),
  downstream: z.int(),
  consumers: z
    .array(z.string())
    .describe('Who reads it, directly or through others: users, exports, declared consumers.'),
  declared: z
    .array(z.string())
    .describe('Exposures and exports that are declared to read it itself, or the model in its place.'),
  use: z
    .enum(uses)
    .describe(
      'read: a query of the logs reads it; declared: an exposure or export that the project declares reads it; reached: something that needs it is read, exported or declared; not_seen: none of these, in the window of the logs; unknown: no log was imported',
    ),
  queries: z.int().describe('Queries that read it; one that reads several columns counts once.'),
  readers: z.array(
    z.strictObject({
      user: z.string(),
      queries: z.int(),
      lastRead: time,
      places: z
        .array(z.strictObject({ file: z.string(), line: z.int() }))
        .describe('Lines of logs, some of them.'),
    }),
  ),
  lastUse: time.nullable(),
  pii: z.array(z.string()).describe('Kinds of personal data that it may hold.'),
  confidence: z.enum(understandings).describe('How well the object itself was understood.'),
  effort: z.enum(efforts),
  points: z.int(),
  reasons: z.array(
    z.strictObject({ measure: z.string(), count: z.int(), points: z.int(), places: z.array(place) }),
  ),
  wave: z.int().nullable().describe('From 1; null: not to migrate.'),
  decision: z.enum(decisions),
  decidedOn: z.string().nullable(),
  reason: z.string().nullable(),
  into: z.string().nullable(),
  model: z.string().nullable().describe('Where it lives by now.'),
  tests: z.int().describe('Unit tests of that model.'),
  parity: z.enum(parityStates).describe('ready: matched so many nights in a row as triage.yml asks for.'),
  place,
});

/** The form of `lode triage --format json`. */
export const triageReport = z
  .strictObject({
    formatVersion: z.literal('1.0'),
    project: z.string(),
    createdAt: time,
    window: z
      .strictObject({
        from: time,
        to: time,
        queries: z.int(),
        robots: z.int().describe('Left out: builds of our own and known robots.'),
        understood: perUnderstanding,
        share: z.number().describe('Of the queries, those whose tables are known: from 0 to 1.'),
        blindSpots: z.array(z.string()),
      })
      .nullable()
      .describe('What the logs could have shown; null: none was imported, and nothing is said of use.'),
    counts: z.strictObject({
      sources: z.int().describe('Files and catalogs that were submitted.'),
      objects: z.int(),
      understood: perUnderstanding,
      kinds: z.record(z.string(), z.int()),
    }),
    objects: z.array(row),
    waves: z.array(
      z.strictObject({
        wave: z.int(),
        objects: z.array(z.string()).describe('In the order of migration.'),
        points: z.int(),
        owners: z.array(z.string()),
        migrated: z.int().describe('How many of them have a model.'),
        ready: z.int(),
      }),
    ),
    drops: z
      .array(
        z.strictObject({
          object: z.string(),
          with: z.array(z.string()).describe('What nothing else would need then.'),
          points: z.int().describe('Effort that it spares, all together.'),
          weakest: z.enum(understandings).describe('How well what would go was understood, at the least.'),
        }),
      )
      .nullable()
      .describe('What nobody was seen to need; null: cannot be said without a log.'),
    owners: z.array(
      z.strictObject({
        owner: z.string().nullable(),
        objects: z.int(),
        decided: z.int(),
        toMigrate: z.int(),
        migrated: z.int(),
        tested: z.int(),
        matching: z.int(),
        ready: z.int(),
        points: z.int(),
        pointsReady: z.int(),
      }),
    ),
    diagnostics: z.array(diagnosticForm).describe('Where a decision does not fit what is there.'),
  })
  .meta({ title: 'Triage of a legacy estate' });

export type TriageReport = z.infer<typeof triageReport>;
export type TriageReportRow = TriageReport['objects'][number];
