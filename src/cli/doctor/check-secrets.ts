import { type CompiledProject, definitionSecrets } from '../../compile/index.ts';
import { diagnose } from '../../diagnostics/index.ts';
import type { OpenProject } from '../open-project.ts';
import { type Finding, finding } from './finding.ts';

/** A key of fewer bytes can be found by trying; a hash of SHA-256 has as many. */
const wantedBytes = 32;

/**
 * The secrets that hashes are keyed with: whether the variable of each version is set, and long enough. Values are measured, and never shown. A version that no model hashes with any more is not missed.
 */
export function checkSecrets(open: OpenProject, { models }: CompiledProject): Finding[] {
  const users = new Map<string, string[]>();
  for (const { definition } of models)
    for (const { secret, version } of definitionSecrets(definition)) {
      const key = JSON.stringify([secret, version]);
      users.set(key, [...(users.get(key) ?? []), definition.name]);
    }
  return Object.entries(open.project.privacy.secrets).flatMap(([secret, { current, versions }]) =>
    Object.entries(versions).map(([version, variable]) => {
      const check = `secret ${secret}`;
      const value = open.variables[variable] ?? '';
      const bytes = Buffer.byteLength(value, 'utf8');
      const named = users.get(JSON.stringify([secret, version])) ?? [];
      const isNeeded = version === current || named.length > 0;
      if (bytes === 0) {
        const empty = open.variables[variable] === '';
        const missing = diagnose(
          'secret-missing',
          { secret, version, variable, empty, models: named },
          { severity: 'warning' },
        );
        return finding(check, `version ${version}: $${variable} is not set`, isNeeded ? missing : null);
      }
      const short = diagnose('secret-short', { secret, version, variable, bytes, wanted: wantedBytes });
      const found = `version ${version}: $${variable} is set`;
      return finding(check, found, bytes < wantedBytes && isNeeded ? short : null);
    }),
  );
}
