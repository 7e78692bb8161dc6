import { quoteText } from '../delta/index.ts';
import { temporaryFolder } from '../environment/index.ts';
import { lakePath, listEnvironments, type OpenSources, type ReadThrough } from '../execute/index.ts';
import type { Session } from '../ports/index.ts';
import type { ContractRelation } from '../project/index.ts';
import { openPlanningDatabase, openTarget } from './databases.ts';
import type { Host } from './host.ts';
import type { OpenProject } from './open-project.ts';
import { duration, rows } from './views/units.ts';

/** For one query: sources are opened when they are needed, and their rows are gone with `close`. */
export interface OpenReadThrough {
  readonly options: ReadThrough;
  readonly close: () => Promise<void>;
}

const catalog = 'lode_read_through';

/** How queries in `session`, whose database may write into the lake's temporary folder, come by the rows of a target's sources that they reach through views. */
export function openReadThrough(
  host: Host,
  open: OpenProject,
  session: Session,
  target: string,
  say: (text: string) => void = () => {},
): OpenReadThrough {
  const sources = openTarget(host, open, target);
  const through = readThrough(host, open, session, sources, open.project.relations, say);
  return {
    ...through,
    async close() {
      await through.close();
      await sources.close();
    },
  };
}

/** The same with sources that stay open. */
export function readThrough(
  host: Host,
  open: OpenProject,
  session: Session,
  sources: OpenSources,
  relations: readonly ContractRelation[],
  say: (text: string) => void = () => {},
): OpenReadThrough {
  const { files, clock } = open.lake;
  const file = `${lakePath(open.lake, temporaryFolder)}/${clock.uuid()}.duckdb`;
  let attached = false;
  return {
    options: {
      sources,
      relations,
      planningDatabase: () => openPlanningDatabase(host, open.project.timeZone),
      now: clock.now,
      onEvent: (event) => {
        if (event.kind === 'source-read')
          say(
            `Read ${rows(event.rows)} of ${event.relation} from its source, in ${duration(event.seconds)}.`,
          );
      },
      // Rows need not fit into memory. Who may not write into the lake has no other place for them.
      async catalog() {
        // Looking at a model makes no lake.
        if ((await listEnvironments(open.lake)).length === 0) return 'memory';
        try {
          await files.createFolder(lakePath(open.lake, temporaryFolder));
          await session.execute(`ATTACH ${quoteText(files.enginePath(file))} AS ${catalog}`);
          attached = true;
          return catalog;
        } catch {
          return 'memory';
        }
      },
    },
    async close() {
      if (!attached) return;
      await session.execute(`DETACH ${catalog}`).catch(() => undefined);
      for (const path of [file, `${file}.wal`]) await files.remove(path).catch(() => undefined);
    },
  };
}
