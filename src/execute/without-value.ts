import type { EngineFailure } from '../ports/index.ts';

/** The engine's words where they repeat no value; else what of them is not the value: the type that was asked for, and the column, where it says so. For what reads personal data. */
export function withoutValue({ kind, message }: EngineFailure): string {
  if (!/conversion|invalid input|out of range/i.test(kind)) return message;
  const type = / to ([A-Z][A-Z0-9_]*)\b/.exec(message)?.[1];
  const column = /source column (\w+)/.exec(message)?.[1];
  const of = column === undefined ? 'A value' : `A value of \`${column}\``;
  return `${of} does not fit${type === undefined ? '' : ` ${type}`}. The engine’s own words are left out: they repeat the value, and it may be personal data.`;
}
