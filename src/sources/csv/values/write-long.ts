/** The lower 64 bits of a number, little-endian: `big`, or `small` where that is null. */
export function writeLong(words: Int32Array, at: number, small: number, big: bigint | null): void {
  if (big === null) {
    const high = Math.floor(small / 4_294_967_296);
    words[at] = small - high * 4_294_967_296;
    words[at + 1] = high;
  } else {
    words[at] = Number(BigInt.asIntN(32, big));
    words[at + 1] = Number(BigInt.asIntN(32, big >> 32n));
  }
}
