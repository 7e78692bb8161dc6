import { dirname, resolve } from 'node:path';
import { quoteText } from '../delta/index.ts';
import type { Session } from '../ports/index.ts';
import type { Host } from './host.ts';

/**
 * Runs a query into a binary format. Parquet is written by the engine itself; Arrow (IPC stream) is that Parquet decoded again, so that types are those
 * of storage. `scratch` is a folder that the engine may write to.
 */
export async function writeBinaryResult(
  host: Host,
  session: Session,
  sql: string,
  format: 'parquet' | 'arrow',
  out: string | null,
  scratch: string,
): Promise<void> {
  await host.files.createFolder(scratch);
  const temporary = `${scratch}/.result-${host.clock.uuid()}.parquet`;
  try {
    await session.execute(`COPY (\n${sql}\n) TO ${quoteText(temporary)} (FORMAT parquet, COMPRESSION zstd)`);
    if (out === null) host.stdoutBytes(await encode(host, temporary, format));
    else if (format === 'arrow')
      await host.files.replace(resolve(host.folder, out), await encode(host, temporary, format));
    else {
      const target = resolve(host.folder, out);
      await host.files.createFolder(dirname(target));
      await host.files.remove(target);
      await host.files.link(temporary, target);
    }
  } finally {
    await host.files.remove(temporary);
  }
}

async function encode(host: Host, path: string, format: 'parquet' | 'arrow'): Promise<Uint8Array> {
  const bytes = await host.files.read(path);
  if (format === 'parquet') return bytes;
  const { readParquet } = await import('parquet-wasm/node');
  return readParquet(bytes).intoIPCStream();
}
