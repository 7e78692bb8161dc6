/**
 * TypeScript source with comments and the content of strings blanked; offsets and lines stay. What stands in `${…}` of a template is code. Regular expressions are
 * told from division by what stands before them.
 */
export function codeWithoutText(source: string): string {
  const out = [...source];
  const blank = (from: number, to: number) => {
    for (let at = from; at < to; at++) if (out[at] !== '\n') out[at] = ' ';
  };
  const units = source;
  const templates: number[] = [];
  let braces = 0;
  let at = 0;
  let before = '';
  const template = (from: number): number => {
    let end = from;
    while (end < units.length && units[end] !== '`' && !(units[end] === '$' && units[end + 1] === '{'))
      end += units[end] === '\\' ? 2 : 1;
    blank(from, end);
    if (units[end] === '$') {
      templates.push(braces);
      return end + 2;
    }
    return end + 1;
  };
  while (at < units.length) {
    const letter = units[at]!;
    const next = units[at + 1];
    if (letter === '/' && next === '/') {
      const end = endOf(units, '\n', at);
      blank(at, end);
      at = end;
    } else if (letter === '/' && next === '*') {
      const end = endOf(units, '*/', at + 2) + 2;
      blank(at, end);
      at = end;
    } else if (letter === "'" || letter === '"') {
      let end = at + 1;
      while (end < units.length && units[end] !== letter) end += units[end] === '\\' ? 2 : 1;
      blank(at + 1, end);
      at = end + 1;
      before = letter;
    } else if (letter === '`') {
      at = template(at + 1);
      before = letter;
    } else if (letter === '/' && /^$|[(,=:[!&|?{};<>+\-*%^~]|return|case|typeof$/.test(before)) {
      let end = at + 1;
      let inClass = false;
      while (end < units.length && (inClass || units[end] !== '/') && units[end] !== '\n') {
        if (units[end] === '[') inClass = true;
        if (units[end] === ']') inClass = false;
        end += units[end] === '\\' ? 2 : 1;
      }
      blank(at + 1, end);
      at = end + 1;
      before = ')';
    } else {
      if (letter === '{') braces++;
      if (letter === '}' && templates.length > 0 && templates.at(-1) === braces) {
        templates.pop();
        at = template(at + 1);
        before = '`';
        continue;
      }
      if (letter === '}') braces--;
      const word = /^[A-Za-z_$][\w$]*/.exec(units.slice(at, at + 200))?.[0];
      if (!/\s/.test(letter)) before = word ?? letter;
      at += word?.length ?? 1;
    }
  }
  return out.join('');
}

function endOf(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found;
}
