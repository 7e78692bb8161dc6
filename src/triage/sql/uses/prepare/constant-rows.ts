import { closing, is } from '../../text/token-tests.ts';
import type { Token } from '../../text/tokenize.ts';

const constants =
  /^(NULL|DEFAULT|TRUE|FALSE|N|E|X|B|CAST|CONVERT|AS|DATE|TIMESTAMP|DATETIME|DATETIME2|TO_DATE|TO_TIMESTAMP|GETDATE|SYSDATE|CURRENT_TIMESTAMP|NOW|INT|VARCHAR|NVARCHAR|NUMERIC|DECIMAL|MAX)$/;

export function constantRowsEnd(tokens: readonly Token[], first: number, to: number): number | null {
  let end = first;
  while (is(tokens[end], '(') && end < to) {
    const next = closing(tokens, end, to);
    for (let i = end; i < next; i++) {
      const { kind, text } = tokens[i]!;
      if (kind === 'name' || kind === 'line' || (kind === 'word' && !constants.test(text))) return null;
    }
    end = next;
    if (!is(tokens[end], ',')) break;
    end++;
  }
  return end > first ? end : null;
}
