const integers = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT'];

/** Whether every value of the old type is one of the new type, written the same. */
export function widens(from: string, to: string): boolean {
  const [a, b] = [integers.indexOf(from), integers.indexOf(to)];
  if (a >= 0 && b >= 0) return a < b;
  if (from === 'FLOAT' && to === 'DOUBLE') return true;
  const decimal = (text: string) => /^DECIMAL\((\d+),(\d+)\)$/.exec(text)?.slice(1).map(Number);
  const [old, next] = [decimal(from), decimal(to)];
  if (old === undefined || next === undefined) return false;
  return next[1]! >= old[1]! && next[0]! - next[1]! >= old[0]! - old[1]!;
}
