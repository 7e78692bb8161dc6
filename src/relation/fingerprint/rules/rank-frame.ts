import type { WindowRule } from '../call-parts.ts';
import { tieProofWindows } from '../stability.ts';

const framed: ReadonlySet<string> = new Set([...tieProofWindows, 'row_number', 'lag', 'lead', 'ntile']);

export const rankFrame: WindowRule = {
  name: 'rank-frame',
  says: 'rank, row_number, lag and their kind do not see a frame',
  rewrite(parts) {
    const { start, end, exclude } = parts.frame;
    if (!framed.has(parts.name) || parts.order.length > 0 || exclude !== 'NO_OTHER') return null;
    if (start === 'UNBOUNDED_PRECEDING' && end === 'UNBOUNDED_FOLLOWING') return null;
    return {
      ...parts,
      frame: { start: 'UNBOUNDED_PRECEDING', end: 'UNBOUNDED_FOLLOWING', exclude },
      distances: [null, null],
    };
  },
};
