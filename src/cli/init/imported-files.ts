import { stringify } from 'yaml';
import { quoteName } from '../../delta/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import type { Connector, Database, SourceRelation } from '../../ports/index.ts';
import { stageRelation, writeContract } from '../../sources/index.ts';
import { bronzeModelText } from './bronze-model.ts';
import { profileRelation } from './profile-relation.ts';
import { proposeAudits } from './propose-audits.ts';
import type { NewFiles } from './starter-files.ts';

export interface ImportRequest {
  readonly project: string;
  readonly source: string;
  readonly connector: Connector;
  /** The folder with the Parquet files, absolute. */
  readonly folder: string;
  /** The same, as project.yml is to write it. */
  readonly written: string;
  /** A fresh database for looking at the rows. */
  readonly database: Database;
}

export interface ImportedModel {
  readonly model: string;
  readonly rows: number;
  readonly columns: number;
  readonly audits: number;
}

/** The files of a project over a folder of Parquet files: the source, its contract, and a bronze model for each relation. */
export async function importedFiles(
  request: ImportRequest,
): Promise<{ readonly files: NewFiles; readonly models: readonly ImportedModel[] }> {
  const { source, folder, database } = request;
  const sourceSession = await request.connector.open(source, { path: folder });
  const session = await database.connect();
  try {
    const names = await sourceSession.relations();
    if (names.length === 0) throw new DiagnosticError(diagnose('init-nothing-to-import', { folder }));
    const files: Record<string, string> = {};
    const models: ImportedModel[] = [];
    const relations: SourceRelation[] = [];
    const taken = new Set<string>();
    for (const name of names) {
      const relation = await sourceSession.schema(name);
      relations.push(relation);
      const table = quoteName(`relation_${relations.length}`);
      const { rows } = await stageRelation(
        session,
        sourceSession,
        { relation: name, columns: null, filters: [], limit: null },
        table,
        relation.columns,
      );
      const proposal = proposeAudits(await profileRelation(session, table, relation.columns));
      await session.execute(`DROP TABLE ${table}`);
      const model = modelName(name, taken);
      files[`models/bronze/${model}.sql`] = bronzeModelText({
        source,
        relation: name,
        columns: relation.columns,
        rows,
        proposal,
      });
      const audits = [...proposal.audits.values()].reduce((sum, list) => sum + list.length, 0);
      const ofTable = proposal.grain.length > 1 ? 1 : 0;
      models.push({
        model: `bronze.${model}`,
        rows,
        columns: relation.columns.length,
        audits: audits + ofTable,
      });
    }
    const contract = writeContract({ source, relations, existing: null });
    if (contract.diagnostics.length > 0) throw new DiagnosticError(contract.diagnostics);
    files[`models/bronze/${source}.source.yml`] = contract.value.text;
    files['project.yml'] = projectText(request);
    files['README.md'] = readmeText(request.project, models[0]!.model);
    return { files, models };
  } finally {
    session.close();
    await sourceSession.close();
  }
}

/** A word that can be used without quotes: letters, digits and `_`, in lower case. */
export function plainName(text: string, otherwise: string): string {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{Mark}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '');
  if (plain === '') return otherwise;
  return /^[0-9]/.test(plain) ? `${otherwise}_${plain}` : plain;
}

function modelName(relation: string, taken: Set<string>): string {
  const base = plainName(relation, 'relation');
  let name = base;
  for (let number = 2; taken.has(name); number++) name = `${base}_${number}`;
  taken.add(name);
  return name;
}

function projectText({ project, source, written }: ImportRequest): string {
  return `# Editors with YAML support say what may stand here while you type: .lode/schemas/project.json.
name: ${stringify(project).trim()}
lake: lake
default_target: files
default_environment: prod
time_zone: UTC
targets:
  files:
    sources:
      ${source}:
        type: parquet
        path: ${stringify(written, { lineWidth: 0 }).trim()}
`;
}

function readmeText(project: string, model: string): string {
  return `# ${project}

SQL models that Lode turns into Delta tables.

    lode plan                            what applying would do, and why
    lode apply                           build, audit, commit
    lode query "FROM ${model} LIMIT 10"

\`models/bronze\` gives the source as it is; the audits in the headers were proposed from the rows that were there.
Clean and join in \`models/silver\`, and put what people look at into \`models/gold\`.
`;
}
