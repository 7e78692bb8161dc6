import { fileId } from '../../../estate/file-object.ts';
import { closing, is, isWord } from '../../text/token-tests.ts';
import type { PrepareDialect } from './cut.ts';

/** What of Snowflake's SQL none of the grammars reads. */
export const prepareSnowflake: PrepareDialect = (text, tokens, _from, i, to, cut) => {
  const token = tokens[i]!;
  const next = tokens[i + 1];
  if (isWord(token, 'IDENTIFIER') && is(next, '(')) {
    // IDENTIFIER('db.t') is the name in the text; a variable's is not known.
    const end = closing(tokens, i + 1, to);
    const value = tokens[i + 2];
    if (end !== i + 4 || value === undefined) return i;
    const name =
      value.kind === 'string'
        ? value.text
            .replaceAll('"', '')
            .split('.')
            .map((part) => `"${part}"`)
            .join('.')
        : `"{${value.text.replaceAll(/\W/g, '').toLowerCase()}}"`;
    cut(i, end, name);
    return end - 1;
  }
  if (
    token.kind === 'variable' &&
    token.text.startsWith('@') &&
    isWord(tokens[i - 1], 'FROM', 'JOIN', 'USING')
  ) {
    // FROM @stage/path (FILE_FORMAT => 'f'): files.
    let end = i + 1;
    while (
      end < to &&
      tokens[end]!.start === tokens[end - 1]!.end &&
      !is(tokens[end], ')') &&
      !is(tokens[end], '(')
    )
      end++;
    const path = text.slice(token.start, tokens[end - 1]!.end);
    const options = is(tokens[end], '(') ? closing(tokens, end, to) : end;
    cut(i, options, `"${fileId(path)}"`);
    return options - 1;
  }
  return i;
};
