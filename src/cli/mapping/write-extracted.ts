import { dirname } from 'node:path';
import { DiagnosticError, diagnose } from '../../diagnostics/index.ts';
import { loadMapping, type MappingForm, mappingYaml } from '../../triage/mapping/index.ts';
import type { Host } from '../host.ts';
import { type OpenProject, ProjectError } from '../open-project.ts';
import { contractsOf, type KnownRelations } from './known-relations.ts';
import type { OriginalQuery } from './original-query.ts';
import { type Proof, proveExtracted } from './prove-extracted.ts';

export interface ExtractedFile {
  /** Relative to the project. */
  readonly path: string;
  readonly model: string;
  readonly notes: readonly string[];
  readonly proof: Proof;
}

/** A mapping whose text is not written yet. */
export interface ToWrite {
  readonly path: string;
  readonly form: MappingForm;
  /** What is proved, where that is not the form itself: it may hold what a person has to decide. */
  readonly proved: MappingForm;
  readonly original: OriginalQuery | null;
  readonly notes: readonly string[];
  /** What it was taken from, for messages. */
  readonly from: string;
}

/** Proves a mapping against its original and writes it. A file that is there with another text stays, unless forced: rejects. */
export async function writeExtracted(
  host: Host,
  open: OpenProject,
  relations: KnownRelations,
  { path, form, proved, original, notes, from }: ToWrite,
  force: boolean,
): Promise<ExtractedFile> {
  const text = mappingYaml(form);
  const right = (file: { path: string; text: string }) => {
    const { value, diagnostics } = loadMapping(file);
    if (value === null) throw new ProjectError(diagnostics, () => file.text);
    return value;
  };
  right({ path, text });
  const mapping = right({ path, text: mappingYaml(proved) });
  const proof = await proveExtracted(host, open, mapping, original, contractsOf(relations.foreign));
  const whole = `${open.folder}/${path}`;
  const stands = (await host.files.stat(whole)) === null ? null : await host.files.readText(whole);
  if (!force && stands !== null && stands !== text)
    throw new DiagnosticError(
      diagnose('mapping-not-extracted', { what: from, problem: `${path} is there already` }),
    );
  await host.files.createFolder(dirname(whole));
  await host.files.replace(whole, text);
  return { path, model: form.target.model, notes, proof };
}
