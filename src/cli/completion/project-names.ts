import { isAbsolute, resolve } from 'node:path';
import type { Host } from '../host.ts';
import type { Names } from './complete.ts';

/**
 * The names of the project in `folder`, from the names of its files and what project.yml says: nothing is compiled, so that a key press is answered at
 * once. What cannot be read has no names.
 */
export function projectNames(host: Host, folder: string): Names {
  const { files } = host;
  const named = async (subfolder: string, ending: RegExp) => {
    const found = await files.listAll(`${folder}/${subfolder}`).catch(() => []);
    return found.map((each) => each.name).filter((name) => ending.test(name));
  };
  const text = () => files.readText(`${folder}/project.yml`).catch(() => '');
  let settings: Promise<Settings> | null = null;
  const read = (): Promise<Settings> => {
    settings ??= text().then(async (yaml) => {
      const { parse } = await import('yaml');
      return (parse(yaml, { logLevel: 'silent' }) ?? {}) as Settings;
    });
    return settings.catch(() => ({}));
  };
  return {
    async models() {
      const models = (await named('models', /\.sql$/)).flatMap((path) => {
        const parts = path.replace(/\.sql$/, '').split('/');
        return parts.length < 2 ? [] : [`${parts[0]}.${parts.at(-1)}`];
      });
      // Names of models are asked for most often, and reading YAML takes longer than all else.
      const [, seeds = 'seeds'] = /^seeds:[^\S\n]*["']?([^"'#\s]+)/m.exec(await text()) ?? [];
      const csv = await named(seeds, /\.csv(\.gz)?$/);
      const ofSeeds = csv.map(
        (path) =>
          `seeds.${path
            .split('/')
            .at(-1)!
            .replace(/\.csv(\.gz)?$/, '')}`,
      );
      return [...models, ...ofSeeds].sort();
    },
    async environments() {
      const { lake, default_environment: first } = await read();
      const written = (typeof lake === 'string' ? lake : 'lake').replace(
        /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g,
        (_, name: string, otherwise?: string) => host.environment[name] || (otherwise ?? ''),
      );
      const path = isAbsolute(written) ? written : resolve(folder, written);
      const found = await files.list(`${path}/_environments`).catch(() => []);
      const standing = found.filter((each) => each.isFolder && !each.name.startsWith('.'));
      return [...new Set([typeof first === 'string' ? first : 'prod', ...standing.map((each) => each.name)])];
    },
    targets: async () => Object.keys((await read()).targets ?? {}),
    async pairs() {
      const yaml = await files.readText(`${folder}/parity.yml`).catch(() => '');
      const { parse } = await import('yaml');
      try {
        const { pairs } = (parse(yaml, { logLevel: 'silent' }) ?? {}) as { readonly pairs?: object };
        return Object.keys(pairs ?? {});
      } catch {
        return [];
      }
    },
    async sources() {
      const targets = Object.values((await read()).targets ?? {});
      return [...new Set(targets.flatMap((target) => Object.keys(target?.sources ?? {})))];
    },
  };
}

interface Settings {
  readonly lake?: unknown;
  readonly default_environment?: unknown;
  readonly targets?: Readonly<
    Record<string, { readonly sources?: Readonly<Record<string, unknown>> } | null>
  >;
}
