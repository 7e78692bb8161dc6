import fc from 'fast-check';
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { readArchive } from '../../../src/triage/index.ts';

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const packed = zipSync({
  'Load%20all.dtsx': strToU8('<a>1</a>'.repeat(200)),
  'Project.params': [strToU8('<b/>'), { level: 0 }],
});
const listed = (bytes: Uint8Array, limits?: Parameters<typeof readArchive>[1]) => {
  const { members, problems } = readArchive(bytes, limits);
  return { problems, members: members.map(({ name, read }) => ({ name, ...read() })) };
};

test('members are unpacked, whether they are packed or stored, by their names as people write them', () => {
  const { members, problems } = listed(packed);
  expect(problems).toEqual([]);
  expect(members.map(({ name, problem }) => [name, problem])).toEqual([
    ['Load all.dtsx', null],
    ['Project.params', null],
  ]);
  expect(text(members[0]!.bytes)).toBe('<a>1</a>'.repeat(200));
});

test('a directory that is cut off leaves the members before the cut', () => {
  const { members, problems } = listed(packed.subarray(0, packed.length - 40));
  expect(problems.join()).toContain('its directory is damaged or cut off');
  expect(members.map(({ name, problem }) => [name, problem])).toEqual([
    ['Load all.dtsx', null],
    ['Project.params', null],
  ]);
});

test('what is no archive says so', () => {
  expect(listed(strToU8('words'))).toEqual({
    members: [],
    problems: [
      'its directory is damaged or cut off: what stands before the damage is read',
      'no file is found in it',
    ],
  });
});

test('an archive that unpacks to more than is allowed is unpacked to the limit and says so', () => {
  const bomb = zipSync({ 'a.dtsx': new Uint8Array(2_000_000), 'b.dtsx': new Uint8Array(2_000_000) });
  expect(bomb.length).toBeLessThan(20_000);
  const limits = { member: 2 ** 20, whole: 1.5 * 2 ** 20, members: 10 };
  expect(listed(bomb, limits).members.map(({ bytes, problem }) => [bytes.length, problem])).toEqual([
    [2 ** 20, 'it unpacks to more than 1 MB, of which no more is read'],
    [2 ** 19, 'it unpacks to more than 0.5 MB, of which no more is read'],
  ]);
  expect(listed(bomb, { ...limits, members: 1 }).problems).toEqual([
    'it holds 2 files, of which the first 1 are read',
  ]);
});

test('two members of one name are two', () => {
  const twice = zipSync({ 'a.dtsx': strToU8('1'), 'b.dtsx': strToU8('2') });
  const same = Uint8Array.from(twice, (byte, at) =>
    byte === 98 && text(twice.subarray(at, at + 6)) === 'b.dtsx' ? 97 : byte,
  );
  expect(listed(same).members.map(({ name }) => name)).toEqual(['a.dtsx', 'a.dtsx (2)']);
});

test('random damage never stops the reading, and what it changes is told', () => {
  const seed = process.env.LODE_DAMAGE_SEED;
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(packed.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      (edits) => {
        const bytes = packed.slice();
        for (const [at, byte] of edits) bytes[at] = byte;
        const { members, problems } = listed(bytes);
        const whole = members.every(({ problem }) => problem === null) && problems.length === 0;
        const [first] = members;
        // The checksum holds the content: it is what it was, or something is said.
        if (whole && members.length === 2) expect(text(first!.bytes)).toBe('<a>1</a>'.repeat(200));
      },
    ),
    { numRuns: Number(process.env.LODE_DAMAGE_RUNS ?? 300), seed: seed === undefined ? 11 : Number(seed) },
  );
});
