export interface JsonObjects {
  readonly push: (line: number, text: string) => void;
  readonly end: () => void;
}

const longest = 16_000_000;

/**
 * Cuts the lines of a log into JSON objects: one a line, or the objects of an array over many lines, also where the array is a member of an outer object. An object that does not end is damaged; reading goes
 * on at the next line that begins one.
 */
export function jsonObjects(
  take: (line: number, object: Record<string, unknown> | null) => void,
): JsonObjects {
  let held: string[] = [];
  let heldLetters = 0;
  let begun = 0;
  let depth = 0;
  let inText = false;
  let escaped = false;
  let first = true;

  const parse = (line: number, text: string): void => {
    try {
      const value: unknown = JSON.parse(text);
      take(
        line,
        typeof value === 'object' && value !== null && !Array.isArray(value)
          ? (value as Record<string, unknown>)
          : null,
      );
    } catch {
      take(line, null);
    }
  };
  const reset = () => {
    held = [];
    heldLetters = 0;
    depth = 0;
    inText = false;
    escaped = false;
  };

  const scan = (line: number, text: string): void => {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (inText) {
        if (escaped) escaped = false;
        else if (code === 92) escaped = true;
        else if (code === 34) inText = false;
      } else if (code === 34 && depth > 0) inText = true;
      else if (code === 123) {
        if (depth++ === 0) {
          from = at;
          begun = line;
        }
      } else if (code === 125 && depth > 0 && --depth === 0) {
        parse(begun, [...held, text.slice(from, at + 1)].join('\n'));
        held = [];
        heldLetters = 0;
        from = at + 1;
      }
    }
    if (depth > 0) {
      held.push(text.slice(from));
      heldLetters += text.length;
      if (heldLetters > longest) {
        take(begun, null);
        reset();
      }
    }
  };

  return {
    push: (line, given) => {
      let text = given;
      if (first && text.trim() !== '') {
        first = false;
        // `{"res": [` around all of them.
        text = text.replace(/^\s*\{\s*"\w+"\s*:\s*\[/, '[');
      }
      const trimmed = text.trim();
      if (trimmed === '') return;
      // One whole object a line is what most logs are.
      const body = trimmed.endsWith(',') ? trimmed.slice(0, -1) : trimmed;
      if (depth === 0 && trimmed.charCodeAt(0) === 123 && body.endsWith('}')) {
        let value: unknown;
        try {
          value = JSON.parse(body);
        } catch {
          // It may be more than one, or a part of one.
          scan(line, text);
          return;
        }
        take(line, value as Record<string, unknown>);
        return;
      }
      if (depth > 0 && /^[[,]?\{"/.test(trimmed) && looksWhole(trimmed)) {
        // A line that begins an object of its own, within one that has not ended: that one was cut off.
        take(begun, null);
        reset();
      }
      // What is neither an object nor what stands around objects is the rest of one that was cut.
      if (depth === 0 && !/[{[\]]/.test(trimmed) && /[^},\s]/.test(trimmed)) take(line, null);
      else scan(line, text);
    },
    end: () => {
      if (depth > 0) take(begun, null);
      reset();
    },
  };
}

function looksWhole(text: string): boolean {
  try {
    JSON.parse(text.replace(/^[[,]/, '').replace(/,$/, ''));
    return true;
  } catch {
    return false;
  }
}
