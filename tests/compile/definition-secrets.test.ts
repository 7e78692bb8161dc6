import { expect, test } from 'vitest';
import { shippedMacros } from '../../src/compile/anonymisers/shipped-macros.ts';
import { definitionSecrets } from '../../src/compile/index.ts';
import type { Definition } from '../../src/environment/index.ts';

const secrets = {
  default: { current: '2', versions: { '1': 'A', '2': 'B' } },
  residents: { current: '7', versions: { '7': 'C' } },
};

function found(sql: string, ...macros: readonly string[]): string[] {
  const { path: file, text } = shippedMacros({ secrets } as unknown as Parameters<typeof shippedMacros>[0]);
  const taken = [{ name: 'hmac_sha256', file, text: text.split(';\n')[0]! }].concat(
    macros.map((body, index) => ({ name: `m${index}`, file: 'macros/own.sql', text: body })),
  );
  return definitionSecrets({ sql, macros: taken } as unknown as Definition)
    .map(({ secret, version }) => `${secret} ${version}`)
    .sort();
}

test.each<[string, string, string[], string[]]>([
  ['a call that names none means the usual one', 'SELECT hmac_sha256(a) FROM t', [], ['default 2']],
  [
    'a call that names one needs no other',
    "SELECT hmac_sha256(lower(trim(a, ' ,')), 'residents') FROM t",
    [],
    ['residents 7'],
  ],
  [
    'a text that is like a name is no call',
    "SELECT hmac_sha256(a) FROM t WHERE k = 'residents'",
    [],
    ['default 2'],
  ],
  [
    'a call may name an old version',
    "SELECT HMAC_SHA256([a, b][1], 'default', '1') FROM t",
    [],
    ['default 1'],
  ],
  [
    'two calls',
    "SELECT hmac_sha256(a), hmac_sha256(a, 'residents') FROM t -- hmac_sha256(b, 'default', '1')",
    [],
    ['default 2', 'residents 7'],
  ],
  [
    'a macro may hand the name on',
    "SELECT key_of(a, 'residents') FROM t",
    ['CREATE MACRO key_of(x, secret) AS hmac_sha256(x, secret)'],
    ['residents 7'],
  ],
  [
    'of a name that nobody says, all may be meant',
    'SELECT key_of(a) FROM t',
    ["CREATE MACRO key_of(x) AS hmac_sha256(x, 'resi' || 'dents')"],
    ['default 2', 'residents 7'],
  ],
])('%s', (_, sql, macros, expected) => {
  expect(found(sql, ...macros)).toEqual(expected);
});
