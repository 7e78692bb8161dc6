/** What can be said of values of a type, beside how many there are. */
export type ValueKind = 'number' | 'text' | 'moment' | 'flag' | 'other';

export function valueKind(type: string): ValueKind {
  if (/^(U?(TINY|SMALL|BIG|HUGE)INT|U?INTEGER|FLOAT|DOUBLE|DECIMAL\([\d, ]+\))$/.test(type)) return 'number';
  if (/^VARCHAR$/.test(type)) return 'text';
  if (/^(DATE|TIME|TIMESTAMP(_S|_MS|_NS)?|TIMESTAMP WITH TIME ZONE)$/.test(type)) return 'moment';
  return type === 'BOOLEAN' ? 'flag' : 'other';
}
