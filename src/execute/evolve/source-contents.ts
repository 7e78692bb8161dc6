import { type OpenSources, sourceContent } from '../open-sources.ts';
import type { Evolution } from './evolve-steps.ts';

/**
 * What the sources' relations hold, by lower-case name, as far as a source can tell without being read; null where only reading tells.
 */
export async function sourceContents(
  sources: OpenSources,
  target: string,
  { steps, relations, findings, refused }: Evolution,
): Promise<Map<string, string | null>> {
  const contents = new Map<string, string | null>();
  const needed = new Set(steps.flatMap((step) => step.sourceReads.map((read) => read.relation)));
  for (const relation of relations) {
    if (!needed.has(relation.name)) continue;
    const key = relation.name.toLowerCase();
    // Of what has other columns now no row is what it was; what is gone has no version.
    if (refused.has(key) || (findings.get(key)?.fresh.length ?? 0) > 0) {
      contents.set(key, null);
      continue;
    }
    const session = await sources.session(relation.source);
    const version = await session.version(relation.sourceName);
    contents.set(relation.name.toLowerCase(), version === null ? null : sourceContent(target, version));
  }
  return contents;
}
