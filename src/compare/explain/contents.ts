const unversioned = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** `source:<target>:<version>`, as a reader says how two of them differ. */
export function contentWords(left: string, right: string): string {
  const [one, other] = [sourceParts(left), sourceParts(right)];
  if (one === null || other === null) return 'was another';
  if (one.target !== other.target)
    return `was read through the target ${one.target} on the left and ${other.target} on the right`;
  if (unversioned.test(one.version) || unversioned.test(other.version))
    return 'was read at different times; the source does not tell whether its rows were the same';
  return `was read at another version on each side (${short(one.version)} on the left, ${short(other.version)} on the right)`;
}

function sourceParts(content: string): { target: string; version: string } | null {
  const match = /^source:([^:]*):([\s\S]*)$/.exec(content);
  return match === null ? null : { target: match[1]!, version: match[2]! };
}

/** Hashes are long, and their first letters tell them apart. */
function short(version: string): string {
  return /^[0-9a-f]{32,}$/.test(version) ? version.slice(0, 12) : version;
}
