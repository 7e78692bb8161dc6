import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Definition, Manifest, ManifestModel } from '../../environment/index.ts';
import {
  defineEnvironment,
  listEnvironments,
  type ProfileSet,
  quoteRelation,
  readCommitted,
  readDefinitions,
  readProfiles,
  setsInForce,
} from '../../execute/index.ts';
import type { Session } from '../../ports/index.ts';
import { nearNames } from '../../text/index.ts';
import type { Context } from '../commands/context.ts';
import { openBuildingDatabase } from '../databases.ts';
import { environmentOf, type OpenProject, openProject } from '../open-project.ts';
import { openReadThrough } from '../read-through.ts';

/** A model as it stands in an environment, with the profiles on record. */
export interface Standing {
  readonly open: OpenProject;
  readonly session: Session;
  readonly manifest: Manifest;
  readonly entry: ManifestModel;
  readonly definition: Definition;
  /** Where its rows were committed: the environment, or the one that it reads from. */
  readonly owner: { readonly environment: string; readonly incarnation: string; readonly version: number };
  /** All sets up to the version that stands, oldest first. */
  readonly sets: readonly ProfileSet[];
  /** The one set that is of all rows that stand; null: there is none. */
  readonly recorded: ProfileSet | null;
  /** Makes relations of the environment readable under their names, and gives the name of the model as SQL has it. */
  readonly define: (names: readonly string[]) => Promise<string>;
}

/** Opens a model of an environment for as long as `work` takes. Rejects with `environment-unknown` and `model-unknown`. */
export async function withStanding<T>(
  context: Context,
  request: { readonly model: string; readonly environment: string | null },
  work: (standing: Standing) => Promise<T>,
): Promise<T> {
  const { host, options } = context;
  const open = await openProject(host, options);
  const environment = environmentOf(open, request.environment);
  const manifest = await readCommitted(open.lake, environment);
  if (manifest === null) {
    const known = await listEnvironments(open.lake);
    throw new DiagnosticError(
      diagnose('environment-unknown', { environment, known, near: nearNames(environment, known) }),
    );
  }
  const entry = manifest.models.get(request.model.toLowerCase());
  if (entry === undefined || entry.kind === 'embedded') {
    const names = [...manifest.models.values()].map(({ name }) => name);
    throw new DiagnosticError(
      diagnose('model-unknown', { model: request.model, near: nearNames(request.model, names) }),
    );
  }
  const { record } = manifest;
  const owner =
    record.base !== null && !manifest.own.has(entry.name.toLowerCase())
      ? record.base
      : { environment, incarnation: record.incarnation, version: record.version };
  const database = await openBuildingDatabase(host, open, null);
  const session = await database.connect();
  const through = openReadThrough(host, open, session, record.target, context.console.say);
  try {
    const definition = (await readDefinitions(open.lake, [entry.definition])).get(entry.definition)!;
    const { renamedFrom } = definition.header;
    const models = [entry.name, ...(typeof renamedFrom === 'string' ? [renamedFrom] : [])];
    const all = await readProfiles(open.lake, session, { ...owner, models });
    const sets = all.filter((set) => set.version <= owner.version);
    const [only, ...others] = setsInForce(sets, owner.version);
    const isWhole = only?.part === '' && others.length === 0 && only.content === entry.content;
    const define = async (names: readonly string[]) => {
      await defineEnvironment(
        open.lake,
        session,
        manifest,
        [entry.name, ...names].join(' '),
        through.options,
      );
      return quoteRelation(entry.name);
    };
    const recorded = isWhole ? only : null;
    return await work({ open, session, manifest, entry, definition, owner, sets, recorded, define });
  } finally {
    await through.close();
    session.close();
    await database.close();
  }
}
