import type { Severity } from '../diagnostics/index.ts';
import type { Span } from '../text/index.ts';
import type { PrivacyForm } from './forms/privacy-form.ts';

/** What an anonymiser makes of personal data. */
export type AnonymiserEffect =
  /** What comes out says nothing of a person any more. */
  | { readonly kind: 'ends' }
  /** Whatever went in, this class of data comes out. */
  | { readonly kind: 'gives'; readonly class: string }
  /** Only these classes are changed; null: what comes out is no personal data. */
  | { readonly kind: 'changes'; readonly classes: Readonly<Record<string, string | null>> };

/** A secret of keyed hashes. Versions are labels of the project's own; a new value is a new version. */
export interface Secret {
  readonly current: string;
  /** The environment variable of each version. */
  readonly versions: Readonly<Record<string, string>>;
}

/** Where personal data may be, and what makes other data of it. */
export interface PrivacyPolicy {
  /** Classes that a layer may hold, by its name; a layer that is not named may hold any. */
  readonly layers: Readonly<Record<string, readonly string[]>>;
  /** What it is that personal data decides rows or values of a layer that must not hold it. */
  readonly indirect: Severity | 'off';
  /** By lower-case name of a function or SQL macro; they go before the usual ones. */
  readonly anonymisers: Readonly<Record<string, AnonymiserEffect>>;
  /** What `hmac_sha256` is keyed with, by name: where the values are, not the values. */
  readonly secrets: Readonly<Record<string, Secret>>;
  /** Where anonymisers are named in `project.yml`. */
  readonly spans: Readonly<Record<string, Span>>;
}

export function privacyPolicy(form: PrivacyForm | undefined, spans: PrivacyPolicy['spans']): PrivacyPolicy {
  const layers = Object.entries(form?.layers ?? {}).map(([layer, rule]): [string, readonly string[]] => [
    layer,
    rule === 'no pii' ? [] : rule.allow,
  ]);
  const anonymisers = Object.entries(form?.anonymisers ?? {}).map(
    ([name, effect]): [string, AnonymiserEffect] => {
      if (effect === 'ends') return [name.toLowerCase(), { kind: 'ends' }];
      return 'gives' in effect
        ? [name.toLowerCase(), { kind: 'gives', class: effect.gives }]
        : [name.toLowerCase(), { kind: 'changes', classes: effect.changes }];
    },
  );
  return {
    layers: Object.fromEntries(layers),
    indirect: form?.indirect ?? 'warning',
    anonymisers: Object.fromEntries(anonymisers),
    secrets: Object.fromEntries(
      Object.entries(form?.secrets ?? {}).map(([name, secret]) => [
        name,
        typeof secret === 'string' ? { current: '1', versions: { 1: secret } } : secret,
      ]),
    ),
    spans,
  };
}
