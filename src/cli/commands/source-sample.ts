import { randomBytes } from 'node:crypto';
import { relative, resolve } from 'node:path';
import { quoteName, quoteText } from '../../delta/index.ts';
import { DiagnosticError, diagnose, hasErrors } from '../../diagnostics/index.ts';
import type { Session, SourceColumn, SourceRelation } from '../../ports/index.ts';
import type { ContractRelation } from '../../project/index.ts';
import {
  createMasker,
  type Masker,
  parquetFileName,
  stageRelation,
  writeContract,
} from '../../sources/index.ts';
import { openTarget } from '../databases.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { openProject, ProjectError, targetOf } from '../open-project.ts';
import type { Context } from './context.ts';
import { connectionOf, contractPath, leftOut } from './source-contract.ts';

export interface SampleOptions {
  readonly source: string;
  /** None: those of the contract, or all where there is none. */
  readonly relations: readonly string[];
  readonly rows: number;
  /** A folder; null: the source's below the seeds. */
  readonly out: string | null;
  readonly mask: boolean;
}

/** `lode source sample`: some rows of a source as Parquet files that a mock target reads, and its contract. */
export async function sourceSampleCommand(
  { host, options, console }: Context,
  wanted: SampleOptions,
): Promise<ExitCode> {
  const open = await openProject(host, options);
  const target = targetOf(open, options.target);
  const { name } = connectionOf(open, target, wanted.source);
  const contracts = open.project.relations.filter((relation) => relation.source === name);
  const folder =
    wanted.out === null
      ? resolve(open.folder, open.project.seedsFolder, name)
      : resolve(host.folder, wanted.out);
  await host.files.createFolder(folder);
  const sources = openTarget(host, open, target);
  const database = await host.engine.open({
    allowedFolders: [folder],
    temporaryFolder: null,
    threads: null,
    memoryLimit: null,
    timeZone: open.project.timeZone,
  });
  const session = await database.connect();
  try {
    const source = await sources.session(name);
    const contracted = contracts.map((relation) => relation.sourceName);
    const names =
      wanted.relations.length > 0
        ? wanted.relations
        : contracted.length > 0
          ? contracted
          : await source.relations();
    const relations = await Promise.all(names.map((relation) => source.schema(relation)));
    const masker = wanted.mask
      ? createMasker(open.variables.LODE_MASK_KEY ?? randomBytes(32).toString('hex'))
      : null;
    if (masker !== null) refuseUnmarked(name, relations, contracts);
    const written = [];
    for (const relation of relations) {
      const { rows } = await stageRelation(
        session,
        source,
        {
          relation: relation.name,
          columns: relation.columns.map((each) => each.name),
          filters: [],
          limit: wanted.rows,
        },
        'sample',
        relation.columns,
      );
      const personal = masker === null ? [] : personalColumns(relation, contracts);
      const path = resolve(folder, parquetFileName(relation.name));
      const query = await maskedQuery(session, relation, personal, masker);
      await session.execute(`COPY (${query}) TO ${quoteText(path)} (FORMAT parquet, COMPRESSION zstd)`);
      await session.execute('DROP TABLE sample');
      written.push({
        relation: relation.name,
        file: relative(open.folder, path),
        rows,
        masked: personal.map((column) => column.name),
      });
    }
    const path = contractPath(open, name);
    const existing = open.files.texts.find((file) => file.path === path) ?? null;
    const { value, diagnostics } = writeContract({ source: name, relations, existing });
    if (hasErrors(diagnostics)) throw new ProjectError(diagnostics, open.fileText);
    if (value.text !== existing?.text) await host.files.replace(`${open.folder}/${path}`, value.text);
    const told = [...leftOut(name, relations), ...diagnostics];
    if (options.json)
      console.document({
        formatVersion: '1.0',
        source: name,
        contract: path,
        files: written,
        diagnostics: told,
      });
    console.diagnostics(told, open.fileText);
    for (const { file, rows, masked } of written)
      console.say(
        `  ${file}  ${rows} row${rows === 1 ? '' : 's'}${masked.length === 0 ? '' : `, masked: ${masked.join(', ')}`}`,
      );
    console.say(
      `${console.style.green('✓')} ${written.length} file${written.length === 1 ? '' : 's'}, and ${path}. A target reads them with \`type: parquet\` and \`path: ${relative(open.folder, folder)}\`.`,
    );
    return exitCodes.done;
  } finally {
    session.close();
    await database.close();
    await sources.close();
  }
}

function contractOf(relation: SourceRelation, contracts: readonly ContractRelation[]) {
  return contracts.find((each) => each.sourceName.toLowerCase() === relation.name.toLowerCase());
}

function personalColumns(
  relation: SourceRelation,
  contracts: readonly ContractRelation[],
): readonly SourceColumn[] {
  const marked = contractOf(relation, contracts)?.columns.filter((column) => column.pii !== null) ?? [];
  return relation.columns.filter((column) =>
    marked.some((each) => each.sourceName.toLowerCase() === column.name.toLowerCase()),
  );
}

/** Masking goes by the contract's marks; a relation that nobody has looked at would leave the building as it is. */
function refuseUnmarked(
  source: string,
  relations: readonly SourceRelation[],
  contracts: readonly ContractRelation[],
): void {
  const unknown = relations.filter((relation) => contractOf(relation, contracts) === undefined);
  if (unknown.length > 0)
    throw new DiagnosticError(
      diagnose('sample-without-contract', { source, relations: unknown.map((relation) => relation.name) }),
    );
}

/** The staged rows with a fake for each value of the personal columns; what cannot be masked is left empty. */
async function maskedQuery(
  session: Session,
  relation: SourceRelation,
  personal: readonly SourceColumn[],
  masker: Masker | null,
): Promise<string> {
  if (masker === null || personal.length === 0) return 'FROM sample';
  const items: string[] = [];
  const joins: string[] = [];
  for (const [index, column] of relation.columns.entries()) {
    const name = quoteName(column.name);
    if (!personal.includes(column)) items.push(`sample.${name}`);
    else if (!masker.knows(column.type)) items.push(`CAST(NULL AS ${column.type}) AS ${name}`);
    else {
      const values = await session.query(
        `SELECT DISTINCT CAST(${name} AS VARCHAR) FROM sample WHERE ${name} IS NOT NULL ORDER BY 1`,
      );
      const texts = values.rows.map(([value]) => String(value));
      const fakes = texts.map((text) => masker.mask(column.type, text));
      await createMapping(session, `fake_${index}`, texts, fakes);
      items.push(`CAST(fake_${index}.fake AS ${column.type}) AS ${name}`);
      joins.push(`LEFT JOIN fake_${index} ON fake_${index}.text = CAST(sample.${name} AS VARCHAR)`);
    }
  }
  return `SELECT ${items.join(', ')} FROM sample ${joins.join(' ')} ORDER BY sample.rowid`;
}

async function createMapping(
  session: Session,
  table: string,
  texts: readonly string[],
  fakes: readonly string[],
): Promise<void> {
  const { Table, Utf8, vectorFromArray } = await import('apache-arrow');
  const vector = (values: readonly string[]) => vectorFromArray(values, new Utf8());
  const { batches } = new Table({ text: vector(texts), fake: vector(fakes) });
  await session.execute(`DROP TABLE IF EXISTS ${table}`);
  async function* all() {
    yield* batches;
  }
  const columns = ['text', 'fake'].map((name) => ({ name, type: 'VARCHAR' }));
  await session.createTable(table, columns, all());
}
