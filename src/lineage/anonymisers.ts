/** Functions that do not give back what they are given: hashes, and counts. A project can name more. In lower case. */
export const defaultAnonymisers: readonly string[] = [
  'hash',
  'md5',
  'md5_number',
  'md5_number_lower',
  'md5_number_upper',
  'sha1',
  'sha256',
  'count',
  'count_star',
  'count_if',
  'approx_count_distinct',
];
