import { z } from 'zod';
import { parityForm } from '../../compare/parity/index.ts';
import { contractForm, projectForm, seedForm } from '../../project/index.ts';
import type { NewFiles } from './starter-files.ts';

const forms = [
  { name: 'project', form: projectForm, files: 'project.yml' },
  { name: 'contract', form: contractForm, files: 'models/**/*.source.yml' },
  { name: 'seed', form: seedForm, files: 'seeds/**/*.yml' },
  { name: 'parity', form: parityForm, files: 'parity.yml' },
] as const;

const schemaFolder = '.lode/schemas';

/**
 * What makes editors check a project's YAML: its JSON Schemas, copied so that they work without a network and in the version that this Lode
 * reads, and the settings of VS Code that point to them.
 */
export function editorFiles(): { readonly schemas: NewFiles; readonly settings: NewFiles } {
  const schemas = Object.fromEntries(
    forms.map(({ name, form }) => [
      `${schemaFolder}/${name}.json`,
      // What people write, which a form may turn into something else.
      `${JSON.stringify(z.toJSONSchema(form, { target: 'draft-7', io: 'input' }), null, 2)}\n`,
    ]),
  );
  const mapping = Object.fromEntries(
    forms.map(({ name, files }) => [`./${schemaFolder}/${name}.json`, files]),
  );
  const settings = {
    'yaml.schemas': mapping,
    'files.associations': { '*.hbs': 'sql' },
    'files.watcherExclude': { '**/lake/**': true },
  };
  const extensions = { recommendations: ['redhat.vscode-yaml'] };
  return {
    schemas,
    settings: {
      '.vscode/settings.json': `${JSON.stringify(settings, null, 2)}\n`,
      '.vscode/extensions.json': `${JSON.stringify(extensions, null, 2)}\n`,
    },
  };
}

/** What git is not to keep. */
export const gitIgnore = `lake/
.env
`;

/** Of `.lode`, which holds logs and the compile cache, git keeps the schemas, so that a clone has them. */
export const ownGitIgnore = `*
!.gitignore
!schemas/
!schemas/**
`;
