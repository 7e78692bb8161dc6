import { resolve } from 'node:path';
import type { ExplainData } from '../compare/explain.ts';
import { type OpenProject, openProject } from '../open-project.ts';
import type { Context } from './context.ts';

export const comparisonFormats = ['text', 'json', 'html', 'markdown'] as const;
export type ComparisonFormat = (typeof comparisonFormats)[number];

export interface CompareRequest {
  readonly left: string | null;
  readonly right: string | null;
  /** A YAML file that says the same as the options; these win. */
  readonly options: string | null;
  readonly key: string | null;
  readonly bag: boolean;
  /** `LEFT=RIGHT`. */
  readonly map: readonly string[];
  readonly ignore: string | null;
  readonly columns: string | null;
  /** `[COLUMN=]TOLERANCE`. */
  readonly tolerance: readonly string[];
  /** `[COLUMN=]FORM,…`. */
  readonly text: readonly string[];
  readonly signedZero: boolean;
  readonly where: string | null;
  readonly leftWhere: string | null;
  readonly rightWhere: string | null;
  readonly window: string | null;
  readonly minimumAge: string | null;
  readonly ageColumn: string | null;
  /** `SETTING=VALUE`. */
  readonly leftSettings: readonly string[];
  readonly rightSettings: readonly string[];
  readonly samples: number | null;
  readonly materialize: string | null;
  /** null: differences are not followed up. */
  readonly explain: ExplainData | null;
  readonly memoryLimit: string | null;
  readonly format: ComparisonFormat;
  readonly out: string | null;
}

/** Files can be compared anywhere; everything else needs a project. */
export async function projectHere({ host, options }: Context): Promise<OpenProject | null> {
  const folder = resolve(host.folder, options.project ?? '.');
  const asked = options.project !== null || options.target !== null;
  if (!asked && (await host.files.stat(`${folder}/project.yml`)) === null) return null;
  return openProject(host, options);
}

/** To where `--out` says, else to the standard output. */
export async function writeOut({ host }: Context, out: string | null, text: string): Promise<void> {
  if (out === null) host.stdout(text);
  else await host.files.replace(resolve(host.folder, out), text);
}
