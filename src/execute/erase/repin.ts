import type { ManifestRecord } from '../../environment/index.ts';
import { commitIntent, intentAfter } from '../commit-intent.ts';
import type { Lake } from '../lake.ts';
import { readBase, readCommitted } from '../read-environment.ts';

/** Lets an environment read the newest version of the one that it reads from. null where it does already, or reads from none. */
export async function repinEnvironment(lake: Lake, environment: string): Promise<ManifestRecord | null> {
  const { manifest, head } = await readBase(lake, environment);
  const pin = manifest?.record.base ?? null;
  if (manifest === null || pin === null) return null;
  const newest = await readCommitted(lake, pin.environment);
  if (newest === null || newest.record.version === pin.version) return null;
  const { incarnation, version } = newest.record;
  const base = { environment: pin.environment, incarnation, version };
  return commitIntent(lake, intentAfter(lake, manifest.record, head, { base }));
}
