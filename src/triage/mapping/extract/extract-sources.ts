import type { SelectForm } from '../mapping-form.ts';
import { closing, isColumn } from './extract-rule.ts';
import { unfit } from './unfit.ts';
import { commaPieces, nameOf, part, textOf, type Word, type Words } from './words.ts';

type Select = Omit<SelectForm, 'union'>;

/** What a SELECT reads, and how that is joined. */
export interface Sources {
  readonly sources: Record<string, NonNullable<Select['sources']>[string]>;
  readonly from: string;
  readonly joins: NonNullable<Select['joins']>;
}

const joinWords: ReadonlySet<string> = new Set('JOIN INNER LEFT RIGHT FULL CROSS SEMI ANTI OUTER'.split(' '));

/** FROM taken apart. */
export function sourcesOf(all: Words): Sources {
  const sources: Sources['sources'] = {};
  const joins: NonNullable<Select['joins']> = [];
  let from = '';
  const add = (relation: Words): string => {
    const { alias, source } = sourceOf(relation);
    if (Object.keys(sources).some((each) => each.toLowerCase() === alias.toLowerCase()))
      unfit(`two sources named ${alias}`);
    if (/^\d+$/.test(alias)) unfit(`a source named ${alias}`);
    sources[alias] = source;
    return alias;
  };
  const { words } = all;
  let at = 0;
  let type: NonNullable<(typeof joins)[number]['type']> | null = null;
  while (at <= words.length) {
    const start = at;
    while (at < words.length && !(words[at]!.depth === 0 && endsRelation(words, at))) at++;
    const alias = add(part(all, start, at));
    if (from === '') from = alias;
    const join: (typeof joins)[number] = { source: alias };
    if (type !== null && type !== 'inner') join.type = type;
    const word = words[at];
    if (word?.key === 'ON') {
      const begin = at + 1;
      at = begin;
      while (at < words.length && !(words[at]!.depth === 0 && isJoin(words, at))) at++;
      join.on = textOf(part(all, begin, at));
    } else if (word?.key === 'USING') {
      const end = closing(all, at + 1);
      join.using = commaPieces(part(all, at + 2, end)).map(
        ({ words: [name] }) => nameOf(name!) ?? unfit('USING'),
      );
      at = end + 1;
    }
    if (type !== null) {
      if (type !== 'cross' && join.on === undefined && join.using === undefined) unfit('joins within joins');
      joins.push(join);
    } else if (join.on !== undefined || join.using !== undefined) unfit('joins within joins');
    if (at >= words.length) break;
    if (words[at]!.text === ',') {
      type = 'cross';
      at++;
      continue;
    }
    const kind: string[] = [];
    while (at < words.length && words[at]!.key !== 'JOIN') kind.push(words[at++]!.key);
    at++;
    type = joinType(kind.filter((each) => each !== 'OUTER' && each !== 'INNER').join(' '));
  }
  // A comma binds weaker than JOIN: behind one, a condition does not see what stands before it.
  if (joins.some(({ type: of }) => of === 'cross') && joins.some(({ type: of }) => of !== 'cross')) {
    const commas = words.some(({ text, depth }) => text === ',' && depth === 0);
    if (commas) unfit('commas beside joins');
  }
  return { sources, from, joins };
}

function joinType(words: string): NonNullable<NonNullable<Select['joins']>[number]['type']> {
  switch (words) {
    case '':
      return 'inner';
    case 'LEFT':
      return 'left';
    case 'RIGHT':
      return 'right';
    case 'FULL':
      return 'full';
    case 'CROSS':
      return 'cross';
    case 'SEMI':
      return 'semi';
    case 'ANTI':
      return 'anti';
    default:
      return unfit(`a join of another kind: ${words}`);
  }
}

function isJoin(words: readonly Word[], at: number): boolean {
  const word = words[at]!;
  if (word.text === ',' && word.kind === 'symbol') return true;
  if (word.kind !== 'word' || words[at - 1]?.text === '.') return false;
  if (['NATURAL', 'ASOF', 'POSITIONAL', 'LATERAL'].includes(word.key))
    return unfit(`a join of another kind: ${word.key}`);
  if (word.key === 'JOIN') return true;
  if (!joinWords.has(word.key)) return false;
  // LEFT and RIGHT are functions too.
  const next = words[at + 1];
  return next?.kind === 'word' && joinWords.has(next.key);
}

function endsRelation(words: readonly Word[], at: number): boolean {
  const { key, kind } = words[at]!;
  return (kind === 'word' && (key === 'ON' || key === 'USING')) || isJoin(words, at);
}

function sourceOf(all: Words): { alias: string; source: NonNullable<Select['sources']>[string] } {
  const { words } = all;
  if (words.length === 0) unfit('an empty source');
  if (words[0]!.text === '(') {
    const end = closing(all, 0);
    const inside = part(all, 1, end);
    if (!['SELECT', 'WITH', 'VALUES', 'FROM'].includes(inside.words[0]?.key ?? ''))
      unfit('joins within joins');
    const alias = aliasIn(part(all, end + 1, words.length));
    return { alias: alias ?? 'subquery', source: { sql: textOf(inside) } };
  }
  let length = 1;
  while (words[length]?.text === '.') length += 2;
  const name = part(all, 0, length);
  if (!isColumn(name)) unfit(`a source that is no relation: ${textOf(all).slice(0, 60)}`);
  const own = nameOf(name.words.at(-1)!)!;
  return { alias: aliasIn(part(all, length, words.length)) ?? own, source: textOf(name) };
}

function aliasIn(all: Words): string | null {
  const words = all.words[0]?.key === 'AS' ? all.words.slice(1) : all.words;
  if (words.length === 0) return null;
  const name = words.length === 1 ? nameOf(words[0]!) : null;
  return name ?? unfit(`a source that is more than a name: ${textOf(all).slice(0, 60)}`);
}
