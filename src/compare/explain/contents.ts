const unversioned = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** `source:<target>:<version>`, as a reader says how two of them differ. */
export function contentWords(left: string, right: string): string {
  const [one, other] = [sourceParts(left), sourceParts(right)];
  if (one === null || other === null) return 'was another';
  const parts = [
    ...(one.first === null ? [] : [`the first ${one.first} rows on the left`]),
    ...(other.first === null ? [] : [`the first ${other.first} rows on the right`]),
  ];
  if (parts.length > 0) return `was read in part: only ${parts.join(', ')}`;
  if (one.target !== other.target)
    return `was read through the target ${one.target} on the left and ${other.target} on the right`;
  if (unversioned.test(one.version) || unversioned.test(other.version))
    return 'was read at different times; the source does not tell whether its rows were the same';
  return `was read at another version on each side (${short(one.version)} on the left, ${short(other.version)} on the right)`;
}

function sourceParts(content: string): { target: string; version: string; first: string | null } | null {
  const match = /^source:([^:]*):([\s\S]*?)(?::first (\d+))?$/.exec(content);
  return match === null ? null : { target: match[1]!, version: match[2]!, first: match[3] ?? null };
}

/** Hashes are long, and their first letters tell them apart. */
function short(version: string): string {
  return /^[0-9a-f]{32,}$/.test(version) ? version.slice(0, 12) : version;
}
