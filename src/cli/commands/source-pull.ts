import { type Diagnostic, DiagnosticError, diagnose, hasErrors } from '../../diagnostics/index.ts';
import { effectiveRelation } from '../../environment/index.ts';
import { listEnvironments, type OpenSources, readCommitted, recordedDrift } from '../../execute/index.ts';
import type { SourceRelation } from '../../ports/index.ts';
import { writeContract } from '../../sources/index.ts';
import { nearNames } from '../../text/index.ts';
import { openTarget } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { type OpenProject, openProject, ProjectError, targetOf } from '../open-project.ts';
import { type ColumnSamples, describeProposal, proposePersonal, sampleColumns } from '../propose-personal.ts';
import type { Context } from './context.ts';
import { connectionOf, contractPath, describeChange, leftOut } from './source-contract.ts';

export interface PullOptions {
  readonly source: string;
  /** None: those of the contract, or all where there is none. */
  readonly relations: readonly string[];
  /** The environment whose record is taken in; null: the source itself is asked. */
  readonly environment: string | null;
  /** Whether values are looked at too, and columns that stand in the contract, for what may be personal. */
  readonly personal: boolean;
}

/** So many rows of each relation tell what its values are like. */
const looked = 200;

/** `lode source pull`: brings a source's contract up to date with what the source says of itself, or with what an environment has recorded of it. */
export async function sourcePullCommand(
  { host, options, console }: Context,
  { source, relations: wanted, environment, personal }: PullOptions,
): Promise<ExitCode> {
  const open = await openProject(host, options);
  const target = targetOf(open, options.target);
  const connection = connectionOf(open, target, source);
  const sources = openTarget(host, open, target);
  try {
    const { relations, passedOver } =
      environment === null
        ? await schemasOf(open, sources, connection.name, wanted)
        : {
            relations: await recordedSchemas(open, connection.name, wanted, environment),
            passedOver: [],
          };
    const path = contractPath(open, connection.name);
    const refused = [...passedOver, ...leftOut(connection.name, relations)];
    const existing = open.files.texts.find((file) => file.path === path) ?? null;
    const contracts = open.project.relations.filter((relation) => relation.source === connection.name);
    const samples = personal ? await lookAt(host, open, sources, connection.name, relations) : null;
    const today = new Date(host.clock.now()).toISOString().slice(0, 10);
    const proposals = proposePersonal(relations, contracts, samples, today);
    const { value, diagnostics } = writeContract({
      source: connection.name,
      relations,
      existing,
      personal: (relation, column) =>
        proposals.find((each) => each.written && each.relation === relation && each.column === column) ??
        null,
    });
    if (hasErrors(diagnostics)) throw new ProjectError(diagnostics, open.fileText);
    if (value.text !== existing?.text) await host.files.replace(`${open.folder}/${path}`, value.text);
    if (options.json)
      console.document({
        formatVersion: '1.0',
        source: connection.name,
        file: path,
        changes: value.changes,
        personal: proposals,
        diagnostics: [...refused, ...diagnostics],
      });
    console.diagnostics([...refused, ...diagnostics], open.fileText);
    for (const change of value.changes) console.say(`  ${describeChange(change)}`);
    for (const proposal of proposals) console.say(`  ${describeProposal(proposal)}`);
    console.say(
      value.changes.length === 0
        ? `${console.style.green('✓')} ${path} is up to date.`
        : `${console.style.green('✓')} ${path} written. \`lode plan\` shows what that changes.`,
    );
    return exitCodes.done;
  } finally {
    await sources.close();
  }
}

/** Samples of the relations' values, in a database that is gone afterwards. */
async function lookAt(
  host: Context['host'],
  open: OpenProject,
  sources: OpenSources,
  source: string,
  relations: readonly SourceRelation[],
): Promise<ColumnSamples> {
  const database = await host.engine.open({
    allowedFolders: [],
    temporaryFolder: null,
    threads: null,
    memoryLimit: null,
    timeZone: open.project.timeZone,
  });
  const session = await database.connect();
  try {
    return await sampleColumns(session, await sources.session(source), relations, looked);
  } finally {
    session.close();
    await database.close();
  }
}

/** What the source says of its relations. Those that nobody has named do not keep the others from being pulled: what cannot be had of them is told. */
async function schemasOf(
  open: OpenProject,
  sources: OpenSources,
  source: string,
  wanted: readonly string[],
): Promise<{ readonly relations: SourceRelation[]; readonly passedOver: Diagnostic[] }> {
  const session = await sources.session(source);
  if (wanted.length > 0)
    return { relations: await Promise.all(wanted.map((name) => session.schema(name))), passedOver: [] };
  const contracted = open.project.relations
    .filter((relation) => relation.source === source)
    .map((relation) => relation.sourceName);
  const names = contracted.length > 0 ? contracted : await session.relations();
  const told = await Promise.all(
    names.map(async (name): Promise<SourceRelation | Diagnostic> => {
      try {
        const found = await session.schema(name);
        return found.columns.length > 0
          ? found
          : diagnose('source-relation-passed-over', { source, relation: name, because: 'empty', detail: '' });
      } catch (error) {
        const [problem] = error instanceof DiagnosticError ? error.diagnostics : [];
        const because = problem === undefined ? undefined : passing[problem.code];
        if (problem === undefined || because === undefined) throw error;
        const { summary, detail = '' } = problem;
        return diagnose('source-relation-passed-over', {
          source,
          relation: name,
          because,
          detail: `${summary} ${detail}`.trim(),
        });
      }
    }),
  );
  return {
    relations: told.flatMap((each) => ('columns' in each ? [each] : [])),
    passedOver: told.flatMap((each) => ('columns' in each ? [] : [each])),
  };
}

/** Failures that are one relation's own. */
const passing: Readonly<Record<string, 'gone' | 'empty' | 'refused'>> = {
  'source-relation-missing': 'gone',
  'csv-nothing-to-see': 'empty',
  'csv-dialect-unclear': 'refused',
  'csv-two-encodings': 'refused',
  'source-file-damaged': 'refused',
  'source-type-unsupported': 'refused',
};

/** The contract's relations as an environment has them. A column that is gone from the source stays: its values stand in the environment's tables. */
async function recordedSchemas(
  open: OpenProject,
  source: string,
  wanted: readonly string[],
  environment: string,
): Promise<SourceRelation[]> {
  const manifest = await readCommitted(open.lake, environment);
  if (manifest === null) {
    const known = await listEnvironments(open.lake);
    throw new DiagnosticError(
      diagnose('environment-unknown', { environment, near: nearNames(environment, known), known }),
    );
  }
  const recorded = recordedDrift(manifest, manifest.record.target);
  const asked = new Set(wanted.map((name) => name.toLowerCase()));
  return open.project.relations
    .filter((relation) => relation.source === source)
    .filter(({ sourceName }) => asked.size === 0 || asked.has(sourceName.toLowerCase()))
    .map((contract): SourceRelation => {
      const { relation } = effectiveRelation(contract, recorded.get(contract.name.toLowerCase()) ?? null);
      return {
        name: relation.sourceName,
        columns: relation.columns
          .filter((column) => column.variantOf === null)
          .map(({ sourceName, type, nullable, description }) => ({
            name: sourceName,
            type,
            nullable,
            description,
          })),
      };
    });
}
