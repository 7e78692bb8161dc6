import { type Diagnostic, diagnose } from '../../diagnostics/index.ts';
import { parseJson } from '../../relation/index.ts';
import { nearNames, type Span, spanOf } from '../../text/index.ts';
import type { CompiledModel, CompiledProject } from '../compiled-project.ts';
import { keyedHash } from './shipped-macros.ts';

/** Says where a model hashes with a secret, or with a version of one, that `project.yml` does not declare. */
export function checkSecrets({ models, project }: CompiledProject): readonly Diagnostic[] {
  const { secrets } = project.privacy;
  const known = Object.keys(secrets);
  return models.flatMap((model) => {
    if (!model.definition.macros.some(({ name }) => name === keyedHash.macro)) return [];
    const found = new Map<string, Diagnostic>();
    for (const { secret, version } of callsOf(parseJson(model.planJson))) {
      const isKnown = secret !== null && Object.hasOwn(secrets, secret);
      if (isKnown && (version === null || Object.hasOwn(secrets[secret]!.versions, version))) continue;
      const parameters = {
        model: model.name,
        secret,
        version: isKnown ? version : null,
        known,
        candidates: secret === null || isKnown ? [] : nearNames(secret, known),
      };
      found.set(
        JSON.stringify([secret, version]),
        diagnose('secret-unknown', parameters, { subject: callSpan(model) }),
      );
    }
    return [...found.values()];
  });
}

interface Call {
  /** null: no text. */
  readonly secret: string | null;
  /** null: the secret's current one. */
  readonly version: string | null;
}

function* callsOf(node: unknown): Generator<Call> {
  if (Array.isArray(node)) {
    for (const item of node) yield* callsOf(item);
    return;
  }
  if (node === null || typeof node !== 'object') return;
  const { name, children } = node as { readonly name?: unknown; readonly children?: unknown };
  if (name === keyedHash.engineFunction && Array.isArray(children))
    yield { secret: textOf(children[1]), version: textOf(children[2]) };
  for (const member of Object.values(node)) yield* callsOf(member);
}

/** The text that a bound constant is; null: none, or an empty one. */
function textOf(node: unknown): string | null {
  const { value } = (node ?? {}) as {
    readonly value?: { readonly is_null?: boolean; readonly value?: unknown };
  };
  return typeof value?.value === 'string' && value.value !== '' && value.is_null !== true
    ? value.value
    : null;
}

function callSpan({ file, reads }: CompiledModel): Span | null {
  const call = /\bhmac_sha256\s*\(/i.exec(file.text);
  return call === null
    ? (reads[0]?.span ?? null)
    : spanOf(file, call.index, call.index + keyedHash.macro.length);
}
