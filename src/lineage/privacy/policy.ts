import type { AnonymiserEffect, PrivacyPolicy } from '../../project/index.ts';

/** Of a name, its keyed or unkeyed hash: it still tells one person from another. */
export const pseudonym = 'pseudonym';

const gives: AnonymiserEffect = { kind: 'gives', class: pseudonym };
const ends: AnonymiserEffect = { kind: 'ends' };

/** What is known of functions without being declared, by lower-case name. */
export const usualAnonymisers: Readonly<Record<string, AnonymiserEffect>> = {
  hash: gives,
  md5: gives,
  md5_number: gives,
  md5_number_lower: gives,
  md5_number_upper: gives,
  sha1: gives,
  sha256: gives,
  lode_xxh32_hex: gives,
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
