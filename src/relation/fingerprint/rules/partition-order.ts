import type { WindowRule } from '../call-parts.ts';

export const partitionOrder: WindowRule = {
  name: 'partition-order',
  says: 'ORDER BY in a window: a key that stands before, or in PARTITION BY, goes, unless a frame counts in its values',
  rewrite(parts) {
    if (parts.frame.start.startsWith('EXPR') || parts.frame.end.startsWith('EXPR') || parts.name === 'fill')
      return null;
    const seen = new Set(parts.partitions);
    const kept = parts.rowsOrder.filter(({ term }) => {
      if (!term.stable) return true;
      const first = !seen.has(term) && term.op !== 'constant';
      seen.add(term);
      return first;
    });
    return kept.length === parts.rowsOrder.length ? null : { ...parts, rowsOrder: kept };
  },
};
