import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { comparison, comparisonForm, environmentComparison } from '../src/compare/index.ts';
import {
  parityForm,
  parityGateDocument,
  parityRecord,
  parityRunDocument,
  parityStatus,
} from '../src/compare/parity/index.ts';
import { diagnosticForm } from '../src/diagnostics/index.ts';
import {
  build,
  collected,
  definition,
  erasure,
  erasureIntent,
  intent,
  lease,
  manifestChunk,
  manifestRecord,
  runRecord,
} from '../src/environment/index.ts';
import { runEvent } from '../src/execute/index.ts';
import { exportManifest } from '../src/exports/index.ts';
import { lineageDocumentSchema } from '../src/lineage/index.ts';
import { plan } from '../src/plan/index.ts';
import {
  contractForm,
  exportForm,
  exposureForm,
  headerForm,
  projectForm,
  seedForm,
  unitTestForm,
} from '../src/project/index.ts';
import { auditDocumentForm } from '../src/reports/audits/index.ts';
import { triageDocumentSchema } from '../src/reports/lineage/index.ts';
import { noticeDocumentForm } from '../src/reports/notice/index.ts';
import { spanForm } from '../src/text/index.ts';
import { inventoryForm, triageDecisionsForm, triageReport, usageForm } from '../src/triage/index.ts';
import { mappingForm } from '../src/triage/mapping/index.ts';

/** What people write, and what Lode writes for others to read. `npm run schemas` writes the files. */
const published: Readonly<Record<string, z.ZodType>> = {
  comparison,
  'environment-comparison': environmentComparison,
  'comparison-options': comparisonForm,
  usage: usageForm,
  parity: parityForm,
  'parity-run': parityRunDocument,
  'parity-record': parityRecord,
  'parity-status': parityStatus,
  'parity-gate': parityGateDocument,
  project: projectForm,
  'model-header': headerForm,
  contract: contractForm,
  seed: seedForm,
  'unit-tests': unitTestForm,
  exposures: exposureForm,
  exports: exportForm,
  'export-manifest': exportManifest,
  span: spanForm,
  diagnostic: diagnosticForm,
  definition,
  build,
  intent,
  lease,
  'manifest-record': manifestRecord,
  'manifest-chunk': manifestChunk,
  collected,
  'run-record': runRecord,
  erasure,
  'erasure-intent': erasureIntent,
  'run-event': runEvent,
  notice: noticeDocumentForm,
  plan,
  audit: auditDocumentForm,
  lineage: lineageDocumentSchema,
  triage: triageDocumentSchema,
  'legacy-inventory': inventoryForm,
  mapping: mappingForm,
  'triage-decisions': triageDecisionsForm,
  'triage-report': triageReport,
};

const folder = join(import.meta.dirname, '..', 'schemas');

function schemaText(schema: z.ZodType): string {
  const json = z.toJSONSchema(schema, { target: 'draft-7', io: 'input', unrepresentable: 'any' });
  return `${JSON.stringify(json, null, 2)}\n`;
}

if (process.env.UPDATE_SCHEMAS === '1') {
  mkdirSync(folder, { recursive: true });
  for (const [name, schema] of Object.entries(published))
    writeFileSync(join(folder, `${name}.schema.json`), schemaText(schema));
}

test.each(Object.entries(published))('schemas/%s.schema.json is what the form says', (name, schema) => {
  const path = join(folder, `${name}.schema.json`);
  expect(existsSync(path) ? readFileSync(path, 'utf8') : 'missing').toBe(schemaText(schema));
});

test('the folder holds no other schema', () => {
  expect(readdirSync(folder).sort()).toEqual(
    Object.keys(published)
      .map((name) => `${name}.schema.json`)
      .sort(),
  );
});

test('descriptions reach the schemas, since editors show them', () => {
  expect(JSON.parse(schemaText(headerForm)).properties.grain.description).toBe(
    'Columns that together name a row.',
  );
});
