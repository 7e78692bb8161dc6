import { type Diagnostic, diagnose, type Outcome } from '../diagnostics/index.ts';
import { nearNames, type Span } from '../text/index.ts';
import type { LayerRoot, Project, StorageSettings } from './project.ts';

/** Environment variables by name. Values may be secrets: they go into what is resolved and nowhere else. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface ResolvedConnection {
  readonly type: string;
  /** Replaced values are strings, whatever they look like. */
  readonly settings: Readonly<Record<string, unknown>>;
}

const placeholder = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

export function mentionsVariable(text: string): boolean {
  return text.search(placeholder) >= 0;
}

/**
 * The settings of `source` under `target`, `${NAME}` replaced from `environment`. null with diagnostics where there is no such target or
 * source, or a variable without default is not set.
 */
export function resolveConnection(
  project: Project,
  target: string,
  source: string,
  environment: Environment,
): Outcome<ResolvedConnection | null> {
  const found = project.targets.find((one) => one.name === target);
  if (found === undefined) {
    const known = project.targets.map((one) => one.name);
    const candidates = nearNames(target, known);
    return { value: null, diagnostics: [diagnose('unknown-target', { target, known, candidates })] };
  }
  const connection = found.sources.find((one) => one.name.toLowerCase() === source.toLowerCase());
  if (connection === undefined) {
    const known = found.sources.map((one) => one.name);
    const parameters = { source, target, known, candidates: nearNames(source, known) };
    return {
      value: null,
      diagnostics: [diagnose('source-not-in-target', parameters, { subject: found.span })],
    };
  }
  const resolver: Resolver = { environment, diagnostics: [] };
  const settings = Object.fromEntries(
    Object.entries(connection.settings).map(([key, value]) => [
      key,
      replaceIn(resolver, value, connection.spans[key] ?? connection.span),
    ]),
  );
  const type = String(replaceIn(resolver, connection.type, connection.spans.type ?? connection.span));
  return {
    value: resolver.diagnostics.length > 0 ? null : { type, settings },
    diagnostics: resolver.diagnostics,
  };
}

/** The lake's folder, `${NAME}` replaced; relative to the project unless absolute. */
export function resolveLake(project: Project, environment: Environment): Outcome<string | null> {
  const resolver: Resolver = { environment, diagnostics: [] };
  const lake = String(replaceIn(resolver, project.lake, project.lakeSpan));
  return { value: resolver.diagnostics.length > 0 ? null : lake, diagnostics: resolver.diagnostics };
}

/** Where layers lie, `${NAME}` replaced. */
export function resolveAccess(
  access: readonly LayerRoot[],
  environment: Environment,
): Outcome<readonly LayerRoot[] | null> {
  const resolver: Resolver = { environment, diagnostics: [] };
  const resolved = access.map((each) => ({
    ...each,
    root: String(replaceIn(resolver, each.root, each.span)),
  }));
  return { value: resolver.diagnostics.length > 0 ? null : resolved, diagnostics: resolver.diagnostics };
}

/** How the object store is reached, `${NAME}` replaced. An endpoint must be an address, without a name or password in it: `storage-endpoint-invalid`. */
export function resolveStorage(
  storage: StorageSettings,
  environment: Environment,
): Outcome<StorageSettings | null> {
  const resolver: Resolver = { environment, diagnostics: [] };
  const resolve = (value: string | null) => {
    const text = value === null ? '' : String(replaceIn(resolver, value, storage.span));
    return text === '' ? null : text;
  };
  const endpoint = resolve(storage.endpoint);
  const region = resolve(storage.region);
  const cache = resolve(storage.cache) ?? storage.cache;
  const problem = endpoint === null || resolver.diagnostics.length > 0 ? null : endpointProblem(endpoint);
  if (problem !== null) {
    // The line would be printed, and a password with it.
    const subject = problem === password ? null : storage.span;
    resolver.diagnostics.push(diagnose('storage-endpoint-invalid', { problem }, { subject }));
  }
  const resolved = { ...storage, endpoint, region, cache };
  return { value: resolver.diagnostics.length > 0 ? null : resolved, diagnostics: resolver.diagnostics };
}

const password = 'it holds a name or a password';

function endpointProblem(endpoint: string): string | null {
  if (!URL.canParse(endpoint)) return 'it is no URL';
  const { protocol, username, password: secret } = new URL(endpoint);
  if (protocol !== 'http:' && protocol !== 'https:')
    return 'it begins neither with https:// nor with http://';
  return username === '' && secret === '' ? null : password;
}

/** Any value of project.yml with `${NAME}` replaced in its texts. null with diagnostics where a variable without default is not set. */
export function resolveValue<T>(value: T, span: Span | null, environment: Environment): Outcome<T | null> {
  const resolver: Resolver = { environment, diagnostics: [] };
  const replaced = replaceIn(resolver, value, span) as T;
  return { value: resolver.diagnostics.length > 0 ? null : replaced, diagnostics: resolver.diagnostics };
}

interface Resolver {
  readonly environment: Environment;
  readonly diagnostics: Diagnostic[];
}

function replaceIn(resolver: Resolver, value: unknown, span: Span | null): unknown {
  if (Array.isArray(value)) return value.map((item) => replaceIn(resolver, item, span));
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, replaceIn(resolver, item, span)]),
    );
  }
  if (typeof value !== 'string') return value;
  return value.replace(placeholder, (_, name: string, otherwise: string | undefined) => {
    const set = resolver.environment[name];
    // As in a shell, `:-` also stands in for an empty value.
    if (otherwise !== undefined) return set === undefined || set === '' ? otherwise : set;
    if (set === undefined) {
      const candidates = nearNames(name, Object.keys(resolver.environment), 1);
      resolver.diagnostics.push(diagnose('variable-not-set', { name, candidates }, { subject: span }));
    }
    return set ?? '';
  });
}
