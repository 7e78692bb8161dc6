import { readFile, stat } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DiagnosticError, diagnose } from '../diagnostics/index.ts';
import type { Connector } from '../ports/index.ts';
import type { Host } from './host.ts';
import type { OpenProject } from './open-project.ts';

/** The connector of a source's type: the project's own, else one of Lode. Its module runs only now. Rejects with `connector-…`. */
export async function loadConnector(host: Host, open: OpenProject, type: string): Promise<Connector> {
  const module = open.project.connectors[type];
  if (module === undefined) return host.connectorFor(type);
  const { connectorOf, ownConnectors } = await import('../sources/index.ts');
  if (ownConnectors.includes(type))
    throw new DiagnosticError(diagnose('connector-name-taken', { type, own: ownConnectors }));
  const path = await findModule(open.folder, type, module);
  let exported: { readonly default?: unknown };
  try {
    exported = (await import(pathToFileURL(path).href)) as typeof exported;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new DiagnosticError(diagnose('connector-module-missing', { type, module, problem }), 1, error);
  }
  return connectorOf(type, module, exported.default);
}

/** A path, or a package as seen from the project's folder. */
async function findModule(folder: string, type: string, module: string): Promise<string> {
  const missing = (problem: string) =>
    new DiagnosticError(diagnose('connector-module-missing', { type, module, problem }));
  if (/^[./]|^[A-Za-z]:/.test(module) || /\.[cm]?js$/.test(module)) {
    const path = resolve(folder, module);
    if (/\.[cm]?ts$/.test(path))
      throw missing('It is TypeScript, which Node does not run as it stands: name the compiled JavaScript.');
    if (!(await isFile(path))) throw missing('There is no such file.');
    return path;
  }
  for (let at = resolve(folder); ; at = dirname(at)) {
    const root = join(at, 'node_modules', module);
    if (await isFile(join(root, 'package.json'))) {
      const entry = entryOf(JSON.parse(await readFile(join(root, 'package.json'), 'utf8')));
      return join(root, entry);
    }
    if (dirname(at) === at) throw missing(`No package of this name is installed in ${folder} or above it.`);
  }
}

/** What `import` takes of a package: its export `.`, else `main`. */
function entryOf(manifest: { readonly exports?: unknown; readonly main?: string }): string {
  const choose = (exports: unknown): string | null => {
    if (typeof exports === 'string') return exports;
    if (typeof exports !== 'object' || exports === null) return null;
    const found = exports as Readonly<Record<string, unknown>>;
    for (const condition of ['.', 'node', 'import', 'default'])
      if (condition in found) return choose(found[condition]);
    return null;
  };
  return choose(manifest.exports) ?? manifest.main ?? 'index.js';
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (info) => info.isFile(),
    () => false,
  );
}
