import { resolve } from 'node:path';
import {
  isNight,
  loadParity,
  type Night,
  nightOf,
  type Pair,
  type Parity,
} from '../../compare/parity/index.ts';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { nearNames } from '../../text/index.ts';
import type { Context } from '../commands/context.ts';
import { environmentOf, type OpenProject, openProject, ProjectError } from '../open-project.ts';

export interface ParityRequest {
  /** Names of pairs; empty: all. */
  readonly pairs: readonly string[];
  readonly environment: string | null;
  /** null: today, in the time zone of the parallel run. */
  readonly night: string | null;
}

export interface OpenParity {
  /** With the environment that the pairs mean as its default one. */
  readonly open: OpenProject;
  readonly parity: Parity;
  /** Those that were asked for, in the order of the file. */
  readonly pairs: readonly Pair[];
  readonly environment: string;
  readonly night: Night;
}

export const parityFile = 'parity.yml';

/** Reads the project and its parity.yml. Rejects where the file as a whole cannot be read, or what is asked for is not there; a pair that is wrong comes with its problems. */
export async function openParity({ host, options }: Context, request: ParityRequest): Promise<OpenParity> {
  const open = await openProject(host, options);
  const path = resolve(open.folder, parityFile);
  if ((await host.files.stat(path)) === null)
    throw new DiagnosticError(diagnose('parity-missing', { path: parityFile }));
  const file = { path: parityFile, text: await host.files.readText(path) };
  const fileText = (name: string) => (name === parityFile ? file.text : open.fileText(name));
  const { value: parity, diagnostics } = loadParity(file, open.project.timeZone, open.variables);
  if (parity === null) throw new ProjectError(diagnostics, fileText);
  const environment = environmentOf(open, request.environment ?? parity.environment);
  return {
    open: { ...open, project: { ...open.project, defaultEnvironment: environment }, fileText },
    parity,
    pairs: selected(parity, request.pairs),
    environment,
    night: nightFrom(request.night, nightOf(host.clock.now(), parity.timeZone)),
  };
}

function selected({ pairs }: Parity, names: readonly string[]): readonly Pair[] {
  const known = pairs.map((pair) => pair.name);
  for (const name of names)
    if (!known.includes(name))
      throw new DiagnosticError(
        diagnose('parity-pair-unknown', { pair: name, known, near: nearNames(name, known) }),
      );
  return names.length === 0 ? pairs : pairs.filter((pair) => names.includes(pair.name));
}

export function nightFrom(given: string | null, today: Night): Night {
  if (given === null) return today;
  if (!isNight(given)) throw new DiagnosticError(diagnose('parity-night-invalid', { night: given }));
  return given;
}
