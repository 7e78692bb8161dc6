import type { WindowRule } from '../call-parts.ts';

export const wholePartition: WindowRule = {
  name: 'whole-partition',
  says: 'A frame without ORDER BY that takes peers as one, and one without bounds, is the whole partition',
  rewrite(parts) {
    const { start, end, exclude } = parts.frame;
    if (exclude !== 'NO_OTHER' || start !== 'UNBOUNDED_PRECEDING' || end === 'UNBOUNDED_FOLLOWING')
      return null;
    const peers =
      parts.rowsOrder.length === 0 && (end === 'CURRENT_ROW_RANGE' || end === 'CURRENT_ROW_GROUPS');
    return peers ? { ...parts, frame: { start, end: 'UNBOUNDED_FOLLOWING', exclude } } : null;
  },
};
