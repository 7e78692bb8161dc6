const alphabet = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#';
const digits = new Map([...alphabet].map((character, index) => [character, index]));

/**
 * Base85 in ZeroMQ's alphabet (RFC 32): five characters for four bytes; throws RangeError where `text` is not such. As delta-kernel-rs and delta-rs write it, the last group may stand for fewer bytes, one less for
 * each `#` that it begins with: four bytes never begin so.
 */
export function decodeZ85(text: string): Uint8Array {
  if (text.length % 5 !== 0) throw new RangeError('its length is not a multiple of five');
  const padding = /^#{0,3}/.exec(text.slice(-5))![0].length;
  const bytes = new Uint8Array((text.length / 5) * 4);
  const view = new DataView(bytes.buffer);
  for (let group = 0; group < text.length / 5; group++) {
    let value = 0;
    const first = group * 5 + (group === text.length / 5 - 1 ? padding : 0);
    for (const character of text.slice(first, group * 5 + 5)) {
      const digit = digits.get(character);
      if (digit === undefined) throw new RangeError(`${character} is no digit of base 85`);
      value = value * 85 + digit;
    }
    if (value > 0xffffffff) throw new RangeError('a group beyond 32 bits');
    if (first === group * 5) view.setUint32(group * 4, value);
    else {
      for (let byte = 3 - padding; byte >= 0; byte--, value = Math.floor(value / 256)) {
        view.setUint8(group * 4 + byte, value % 256);
      }
    }
  }
  return padding === 0 ? bytes : bytes.subarray(0, bytes.length - padding);
}

/** `bytes` must be a multiple of four long. */
export function encodeZ85(bytes: Uint8Array): string {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let text = '';
  for (let at = 0; at < bytes.length; at += 4) {
    let value = view.getUint32(at);
    let group = '';
    for (let digit = 0; digit < 5; digit++) {
      group = alphabet[value % 85] + group;
      value = Math.floor(value / 85);
    }
    text += group;
  }
  return text;
}
