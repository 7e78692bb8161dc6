import { accessEntries } from './catalogue/access.ts';
import { auditEntries } from './catalogue/audits.ts';
import { cliEntries } from './catalogue/cli.ts';
import { compareEntries } from './catalogue/compare.ts';
import { compileEntries } from './catalogue/compile.ts';
import { connectorEntries } from './catalogue/connector.ts';
import { csvEntries } from './catalogue/csv.ts';
import { deltaEntries } from './catalogue/delta.ts';
import { driftEntries } from './catalogue/drift.ts';
import { eraseEntries } from './catalogue/erase.ts';
import { executeEntries } from './catalogue/execute.ts';
import { exportEntries } from './catalogue/exports.ts';
import { filesEntries } from './catalogue/files.ts';
import { fsckEntries } from './catalogue/fsck.ts';
import { keepEntries } from './catalogue/keep.ts';
import { kindEntries } from './catalogue/kinds.ts';
import { legacyEntries } from './catalogue/legacy.ts';
import { lintEntries } from './catalogue/lint.ts';
import { loadEntries } from './catalogue/load.ts';
import { mappingEntries } from './catalogue/mapping.ts';
import { modelEntries } from './catalogue/model.ts';
import { parityEntries } from './catalogue/parity.ts';
import { planEntries } from './catalogue/plan.ts';
import { privacyEntries } from './catalogue/privacy.ts';
import { profileEntries } from './catalogue/profile.ts';
import { projectEntries } from './catalogue/project.ts';
import { qualityEntries } from './catalogue/quality.ts';
import { relationEntries } from './catalogue/relation.ts';
import { runsEntries } from './catalogue/runs.ts';
import { seedEntries } from './catalogue/seed.ts';
import { sourceEntries } from './catalogue/source.ts';
import { sourceConnectionEntries } from './catalogue/source-connection.ts';
import { storageEntries } from './catalogue/storage.ts';
import { templateEntries } from './catalogue/template.ts';
import { translateEntries } from './catalogue/translate.ts';
import { triageEntries } from './catalogue/triage.ts';
import { unitTestEntries } from './catalogue/unit-tests.ts';
import { usageEntries } from './catalogue/usage.ts';
import { yamlEntries } from './catalogue/yaml.ts';
import type { CatalogueEntry } from './entry.ts';

/** Every diagnostic that Lode can give: code → severity and words. Codes are stable: users name them in `project.yml`. */
export const catalogue = {
  ...accessEntries,
  ...projectEntries,
  ...yamlEntries,
  ...modelEntries,
  ...templateEntries,
  ...translateEntries,
  ...seedEntries,
  ...compareEntries,
  ...parityEntries,
  ...usageEntries,
  ...compileEntries,
  ...kindEntries,
  ...loadEntries,
  ...privacyEntries,
  ...lintEntries,
  ...relationEntries,
  ...qualityEntries,
  ...auditEntries,
  ...unitTestEntries,
  ...sourceEntries,
  ...sourceConnectionEntries,
  ...connectorEntries,
  ...csvEntries,
  ...driftEntries,
  ...deltaEntries,
  ...exportEntries,
  ...filesEntries,
  ...storageEntries,
  ...eraseEntries,
  ...executeEntries,
  ...runsEntries,
  ...profileEntries,
  ...planEntries,
  ...keepEntries,
  ...fsckEntries,
  ...legacyEntries,
  ...mappingEntries,
  ...triageEntries,
  ...cliEntries,
};

export type Code = keyof typeof catalogue;

export type ParametersOf<C extends Code> = (typeof catalogue)[C] extends CatalogueEntry<infer P> ? P : never;
