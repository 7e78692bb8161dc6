import type { SourceSession } from '../ports/index.ts';
import type { ContractRelation } from '../project/index.ts';

/** The sources of a target during one command: each opened once, when first needed, so that all its relations are read from one snapshot. */
export interface OpenSources {
  session(source: string): Promise<SourceSession>;
  close(): Promise<void>;
}

export function openSources(connect: (source: string) => Promise<SourceSession>): OpenSources {
  const sessions = new Map<string, Promise<SourceSession>>();
  return {
    session(source) {
      let session = sessions.get(source);
      if (session === undefined) {
        session = connect(source);
        sessions.set(source, session);
        // What failed may be tried again.
        session.catch(() => sessions.delete(source));
      }
      return session;
    },
    async close() {
      const opened = await Promise.allSettled(sessions.values());
      await Promise.all(opened.map((each) => (each.status === 'fulfilled' ? each.value.close() : undefined)));
    },
  };
}

/**
 * What names the rows that a target's source gives: equal versions of two targets say nothing about each other.
 */
export function sourceContent(target: string, version: string): string {
  return `source:${target}:${version}`;
}

/**
 * What the sources' relations hold, by lower-case name, as far as a source can tell without being read; null where only reading tells.
 */
export async function sourceContents(
  sources: OpenSources,
  target: string,
  relations: readonly ContractRelation[],
): Promise<Map<string, string | null>> {
  const contents = new Map<string, string | null>();
  for (const relation of relations) {
    const session = await sources.session(relation.source);
    const version = await session.version(relation.sourceName);
    contents.set(relation.name.toLowerCase(), version === null ? null : sourceContent(target, version));
  }
  return contents;
}
