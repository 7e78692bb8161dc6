import type { Manifest } from '../environment/index.ts';
import { readBuild } from './builds.ts';
import type { Lake } from './lake.ts';

/** How long the models' standing builds took, in seconds, by lower-case name; models without a build that can be read are not in it. */
export async function pastSeconds(
  lake: Lake,
  manifest: Manifest | null,
  models: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for (const name of models) {
    const standing = manifest?.models.get(name.toLowerCase());
    const id = standing?.builds.at(-1);
    if (standing === undefined || id === undefined) continue;
    const build = await readBuild(lake, standing.name, id).catch(() => null);
    if (build !== null) found.set(name.toLowerCase(), build.seconds);
  }
  return found;
}
