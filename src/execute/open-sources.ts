import type { SourceSession } from '../ports/index.ts';

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
