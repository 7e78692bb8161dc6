import { closeSnapshot, openSnapshot, retentionMilliseconds } from '../../delta/index.ts';
import { DiagnosticError } from '../../diagnostics/index.ts';
import { type IntendedTable, type ManifestModel, ownsTable } from '../../environment/index.ts';
import type { Session } from '../../ports/index.ts';
import { commitIntent, intentAfter } from '../commit-intent.ts';
import { type Lake, lakePath } from '../lake.ts';
import { readDefinition, readOwnModels } from '../read-environment.ts';
import { tableRetention } from '../table-definition.ts';
import { headVersion, readCommits } from '../table-log.ts';
import { type EnvironmentState, standingRecord } from './lake-state.ts';

const day = 86_400_000;
const properties = ['delta.deletedFileRetentionDuration', 'delta.logRetentionDuration'] as const;

/**
 * Tables that keep their own history for less long than versions of the environment are kept get to keep it longer, by one version of the environment: else somebody who looks after a table by its path
 * (VACUUM) removes what versions need. Gives the tables' paths.
 */
export async function raiseRetention(
  lake: Lake,
  session: Session,
  state: EnvironmentState,
  retention: number,
  dryRun: boolean,
): Promise<string[]> {
  const standing = standingRecord(state);
  if (standing === null || state.open !== null || state.head !== standing.version) return [];
  const raised: { model: ManifestModel; table: IntendedTable }[] = [];
  for (const model of (await readOwnModels(lake, standing)).values()) {
    if (model.table === null || !ownsTable(state.name, model.table.path)) continue;
    const table = await raise(lake, session, model, Math.ceil(retention / day));
    if (table !== null) raised.push({ model, table });
  }
  if (raised.length > 0 && !dryRun)
    await commitIntent(
      lake,
      intentAfter(lake, standing, state.head, {
        tables: raised.map(({ table }) => table),
        models: raised.map(({ model: { table: _, ...draft } }) => draft),
      }),
    );
  return raised.map(({ table }) => table.path);
}

/** null where the table keeps enough, cannot be read, or has been written to by somebody else: then the next apply says so. */
async function raise(
  lake: Lake,
  session: Session,
  model: ManifestModel,
  least: number,
): Promise<IntendedTable | null> {
  const { path, id, version, token } = model.table!;
  const folder = lakePath(lake, path);
  if ((await headVersion(lake.files, folder)) !== version) return null;
  try {
    const { commits } = await readCommits(lake.files, folder, version, version);
    if (commits[0]?.token !== token) return null;
    const snapshot = await openSnapshot({ files: lake.files, session }, folder, { version });
    await closeSnapshot(snapshot);
    const { configuration } = snapshot.metadata;
    const days = tableRetention(await readDefinition(lake, model.definition), least);
    if (properties.every((name) => retentionMilliseconds(configuration, name) >= days * day)) return null;
    const wanted = Object.fromEntries(properties.map((name) => [name, `interval ${days} days`]));
    const json = (value: unknown) => JSON.parse(JSON.stringify(value)) as IntendedTable['set']['metaData'];
    return {
      model: model.name,
      id,
      path,
      baseVersion: version,
      baseToken: token,
      adds: [],
      removes: [],
      set: {
        protocol: null,
        metaData: json({ ...snapshot.metadata, configuration: { ...configuration, ...wanted } }),
      },
      before: { protocol: null, metaData: json(snapshot.metadata) },
      conflicts: 'replace',
      operation: {
        name: 'SET TBLPROPERTIES',
        parameters: { properties: JSON.stringify(wanted) },
        metrics: {},
      },
    };
  } catch (error) {
    if (error instanceof DiagnosticError) return null;
    throw error;
  }
}
