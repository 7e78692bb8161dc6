import type { AnonymiserEffect, PrivacyPolicy } from '../../project/index.ts';

/** Of a name, its keyed hash: it still tells one person from another. Who the person is only those can tell who have the secret. */
export const pseudonym = 'pseudonym';
/** Of a name, its hash without a key: whoever can list what may have gone in (all numbers of residents) can tell which it was. */
export const weakPseudonym = 'weak_pseudonym';

const gives = (name: string): AnonymiserEffect => ({ kind: 'gives', class: name });
const weak = gives(weakPseudonym);
const generalized = gives('generalized');
const ends: AnonymiserEffect = { kind: 'ends' };

/** What is known of functions without being declared, by lower-case name. */
export const usualAnonymisers: Readonly<Record<string, AnonymiserEffect>> = {
  hash: weak,
  md5: weak,
  md5_number: weak,
  md5_number_lower: weak,
  md5_number_upper: weak,
  sha1: weak,
  sha256: weak,
  xxh32: weak,
  xxh64: weak,
  lode_xxh32_hex: weak,
  hmac_sha256: gives(pseudonym),
  mask: gives('masked'),
  generalize_date: generalized,
  age_band: generalized,
  generalize_number: generalized,
  count: ends,
  count_star: ends,
  count_if: ends,
  approx_count_distinct: ends,
};

/** Tests of a value: like the condition of a CASE, what comes out follows from it without being made of it. Names in parentheses stand for operators. */
export const predicates: readonly string[] = [
  '(comparison)',
  '(null test)',
  '~~',
  '!~~',
  '~~*',
  '!~~*',
  'like_escape',
  'not_like_escape',
  'ilike_escape',
  'not_ilike_escape',
  '~~~',
  'contains',
  'prefix',
  'suffix',
  'starts_with',
  'ends_with',
  'regexp_matches',
  'regexp_full_match',
  'isnan',
  'isinf',
  'isfinite',
];

/** The functions and macros after which data is something else, in lower case: the usual ones, and those that a policy names. */
export function anonymiserNames(policy: Pick<PrivacyPolicy, 'anonymisers'>): readonly string[] {
  return Object.keys({ ...usualAnonymisers, ...policy.anonymisers });
}

/** Those after which nothing personal is left. */
export function endingNames(policy: Pick<PrivacyPolicy, 'anonymisers'>): readonly string[] {
  const all = Object.entries({ ...usualAnonymisers, ...policy.anonymisers });
  return all.flatMap(([name, effect]) => (effect.kind === 'ends' ? [name] : []));
}
