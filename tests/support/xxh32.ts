/** XXH32 with seed 0 as its specification has it, in arbitrary precision: slow, and a second opinion. Lower-case hexadecimal digits. */
export function xxh32(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const word = (at: number) =>
    bytes.slice(at, at + 4).reduce((sum, byte, i) => sum + (BigInt(byte) << BigInt(8 * i)), 0n);
  let at = 0;
  let hash: bigint;
  if (bytes.length >= 16) {
    const lanes = [wrap(p1 + p2), p2, 0n, wrap(-p1)];
    for (; at + 16 <= bytes.length; at += 16) {
      for (const lane of lanes.keys()) {
        lanes[lane] = wrap(rotate(wrap(lanes[lane]! + word(at + 4 * lane) * p2), 13) * p1);
      }
    }
    hash = [1, 7, 12, 18].reduce((sum, bits, lane) => sum + rotate(lanes[lane]!, bits), 0n);
  } else {
    hash = p5;
  }
  hash = wrap(hash + BigInt(bytes.length));
  for (; at + 4 <= bytes.length; at += 4) hash = wrap(rotate(wrap(hash + word(at) * p3), 17) * p4);
  for (; at < bytes.length; at++) hash = wrap(rotate(wrap(hash + BigInt(bytes[at]!) * p5), 11) * p1);
  hash = wrap((hash ^ (hash >> 15n)) * p2);
  hash = wrap((hash ^ (hash >> 13n)) * p3);
  return (hash ^ (hash >> 16n)).toString(16).padStart(8, '0');
}

const [p1, p2, p3, p4, p5] = [2654435761n, 2246822519n, 3266489917n, 668265263n, 374761393n];

function wrap(value: bigint): bigint {
  return BigInt.asUintN(32, value);
}

function rotate(value: bigint, bits: number): bigint {
  return wrap((value << BigInt(bits)) | (value >> BigInt(32 - bits)));
}
