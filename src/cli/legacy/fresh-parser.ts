import { readFile } from 'node:fs/promises';

type Parse = (sql: string, dialect: string) => { success: boolean; error?: string; ast?: unknown };

interface Manual {
  readonly init: (options: { readonly wasmUrl: Uint8Array }) => Promise<void>;
  readonly parse: Parse;
}

let instances = 0;

/** A new instance of polyglot's WebAssembly with memory of its own: what a trap has left of the one before must not be used. */
export async function freshParser(): Promise<Parse> {
  const module = new URL(import.meta.resolve('@polyglot-sql/sdk/manual'));
  // A module is made once for each address, and the instance lies in it.
  module.search = `?instance=${++instances}`;
  const manual = (await import(module.href)) as Manual;
  // Its types say an address; bytes are taken as well, and need no network.
  await manual.init({ wasmUrl: await readFile(new URL('./polyglot_sql.wasm', module)) });
  return manual.parse;
}
