import { dirname, resolve } from 'node:path';
import {
  closeSnapshot,
  compareChecksum,
  history,
  openSnapshot,
  scanQuery,
  toDuckDBType,
} from '../../delta/index.ts';
import type { Session } from '../../ports/index.ts';
import { type ExitCode, exitCodes } from '../exit.ts';
import { queryFailure } from '../query-failure.ts';
import { renderTable } from '../views/table.ts';
import { bytes, count } from '../views/units.ts';
import { type ResultFormat, writeResult } from '../write-result.ts';
import type { Context } from './context.ts';
import { type TablePlace, tablePlace } from './delta-place.ts';
import { withDeltaSession } from './delta-session.ts';
import { millisecondsOf } from './delta-time.ts';

export interface DeltaScanOptions {
  readonly path: string;
  readonly version: number | null;
  readonly timestamp: string | null;
  readonly where: string | null;
  readonly columns: string | null;
  readonly format: ResultFormat;
  readonly out: string | null;
}

/** `lode delta scan PATH`: the rows of any Delta table. */
export function deltaScanCommand(context: Context, request: DeltaScanOptions): Promise<ExitCode> {
  return withDeltaSession(context, async (session) => {
    const place = await tablePlace(context, request.path);
    const snapshot = await open(place, session, request.version, request.timestamp);
    const columns = request.columns?.split(',').map((name) => name.trim());
    const sql = await scanQuery(snapshot, {
      ...(columns === undefined ? {} : { columns }),
      ...(request.where === null ? {} : { where: request.where }),
    });
    try {
      await writeResult(context, session, sql, {
        ...request,
        scratch: dirname(resolve(context.host.folder, request.out ?? 'result')),
      });
    } catch (error) {
      throw queryFailure(error, []);
    }
    await closeSnapshot(snapshot);
    return exitCodes.done;
  });
}

/** `lode delta inspect PATH`: what the table is, without its rows. */
export function deltaInspectCommand(
  context: Context,
  path: string,
  version: number | null,
  timestamp: string | null,
): Promise<ExitCode> {
  const { console } = context;
  return withDeltaSession(context, async (session) => {
    const place = await tablePlace(context, path);
    const { table } = place;
    const snapshot = await open(place, session, version, timestamp);
    const { protocol, metadata } = snapshot;
    const columns = snapshot.schema.fields.map((field) => ({
      name: field.name,
      type: toDuckDBType(field.type),
      nullable: field.nullable,
      metadata: field.metadata,
    }));
    const checksum = await compareChecksum(snapshot);
    await closeSnapshot(snapshot);
    if (console.json) {
      const { kind: _, schemaString, ...rest } = metadata;
      const { kind: __, ...versions } = protocol;
      console.document({
        formatVersion: '1.0',
        table,
        version: snapshot.version,
        timestamp: new Date(snapshot.timestamp).toISOString(),
        files: snapshot.numFiles,
        bytes: snapshot.bytes,
        checksum,
        protocol: versions,
        metadata: { ...rest, schema: JSON.parse(schemaString) as unknown },
      });
      return exitCodes.done;
    }
    const { style } = console;
    const features = [...new Set([...(protocol.readerFeatures ?? []), ...(protocol.writerFeatures ?? [])])];
    const facts: [string, string][] = [
      ['version', `${snapshot.version} (${new Date(snapshot.timestamp).toISOString()})`],
      [
        'size',
        `${count(snapshot.numFiles)} file${snapshot.numFiles === 1 ? '' : 's'}, ${bytes(snapshot.bytes)}`,
      ],
      [
        'protocol',
        `reader ${protocol.minReaderVersion}, writer ${protocol.minWriterVersion}${features.length === 0 ? '' : `: ${features.join(', ')}`}`,
      ],
      ...(checksum === 'missing' ? [] : [['checksum', checksum] as [string, string]]),
      ['id', metadata.id],
      ...(metadata.name === undefined ? [] : [['name', metadata.name] as [string, string]]),
      ...(metadata.description === undefined
        ? []
        : [['description', metadata.description] as [string, string]]),
      ['partitioned by', snapshot.partitionColumns.length === 0 ? '–' : snapshot.partitionColumns.join(', ')],
      ...Object.entries(metadata.configuration).map(([name, value]) => [name, value] as [string, string]),
    ];
    const widest = Math.max(...facts.map(([name]) => name.length));
    console.result(facts.map(([name, value]) => `${style.dim(name.padEnd(widest))}  ${value}`).join('\n'));
    const rows = columns.map((column) => [
      column.name,
      column.type,
      column.nullable ? 'yes' : 'no',
      typeof column.metadata.comment === 'string' ? column.metadata.comment : '',
    ]);
    const heads = ['column', 'type', 'null', 'comment'].map((name) => ({ name, align: 'left' as const }));
    console.result(`\n${renderTable(heads, rows, console.width, style)}`);
    return exitCodes.done;
  });
}

/** `lode delta history PATH`: its commits, newest first. */
export async function deltaHistoryCommand(context: Context, path: string, limit: number): Promise<ExitCode> {
  const { console } = context;
  const { table, files } = await tablePlace(context, path);
  const commits = await history({ files }, table, limit);
  if (console.json) {
    console.document({
      formatVersion: '1.0',
      table,
      commits: commits.map(({ version, timestamp, info }) => {
        const { kind: _, ...said } = info ?? { kind: 'commitInfo' };
        return { version, timestamp: new Date(timestamp).toISOString(), ...said };
      }),
    });
    return exitCodes.done;
  }
  const heads = [
    { name: 'version', align: 'right' as const },
    ...['at', 'operation', 'metrics', 'by'].map((name) => ({ name, align: 'left' as const })),
  ];
  const rows = commits.map(({ version, timestamp, info }) => [
    String(version),
    new Date(timestamp).toISOString(),
    info?.operation ?? '',
    Object.entries(info?.operationMetrics ?? {})
      .map(([name, value]) => `${name} ${value}`)
      .join(', '),
    info?.engineInfo ?? '',
  ]);
  console.result(renderTable(heads, rows, console.width, console.style));
  return exitCodes.done;
}

async function open(
  { table, files }: TablePlace,
  session: Session,
  version: number | null,
  timestamp: string | null,
) {
  return openSnapshot({ files, session }, table, {
    ...(version === null ? {} : { version }),
    ...(timestamp === null ? {} : { timestamp: millisecondsOf(timestamp) }),
  });
}

/** Milliseconds since 1970 of a time as the user writes it. */
