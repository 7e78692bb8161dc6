import { definitionSecrets } from '../compile/index.ts';
import { type Diagnostic, DiagnosticError, diagnose } from '../diagnostics/index.ts';
import type { Definition } from '../environment/index.ts';
import type { SecretLookup } from '../ports/index.ts';
import { type OpenProject, ProjectError } from './open-project.ts';

/** Where databases get the secrets that `hmac_sha256` is keyed with: the variables that project.yml names. A value is read when a hash needs it, and stands nowhere else. */
export function secretLookup(open: Pick<OpenProject, 'project' | 'variables'>): SecretLookup {
  return (secret, version) => {
    const missing = missingSecret(open, secret, version, []);
    if (missing !== null) throw new DiagnosticError(missing);
    const variable = open.project.privacy.secrets[secret]!.versions[version]!;
    return Buffer.from(open.variables[variable]!, 'utf8');
  };
}

/** Before anything runs: rejects where a definition hashes with a secret whose variable is not set. */
export function requireSecrets(open: OpenProject, definitions: readonly Definition[]): void {
  const models = new Map<string, { secret: string; version: string; models: string[] }>();
  for (const definition of definitions)
    for (const { secret, version } of definitionSecrets(definition)) {
      const key = JSON.stringify([secret, version]);
      const known = models.get(key);
      if (known === undefined) models.set(key, { secret, version, models: [definition.name] });
      else known.models.push(definition.name);
    }
  const missing = [...models.values()].flatMap(
    (each) => missingSecret(open, each.secret, each.version, each.models) ?? [],
  );
  if (missing.length > 0) throw new ProjectError(missing, open.fileText);
}

function missingSecret(
  { project, variables }: Pick<OpenProject, 'project' | 'variables'>,
  secret: string,
  version: string,
  models: readonly string[],
): Diagnostic | null {
  const variable = declaredVariable(project.privacy.secrets, secret, version);
  const value = variable === null ? undefined : variables[variable];
  if (value !== undefined && value !== '') return null;
  return diagnose('secret-missing', { secret, version, variable, empty: value === '', models });
}

function declaredVariable(
  secrets: OpenProject['project']['privacy']['secrets'],
  secret: string,
  version: string,
): string | null {
  if (!Object.hasOwn(secrets, secret) || !Object.hasOwn(secrets[secret]!.versions, version)) return null;
  return secrets[secret]!.versions[version]!;
}
