import { type FilledSql, fillHoles } from '../estate/fill-holes.ts';

const parts = /\{\{([\s\S]*?)\}\}|\{%[\s\S]*?%\}|\{#[\s\S]*?#\}/g;
const reference =
  /^-?\s*(?:ref\(\s*(?:(?<a>['"])[^'"]*\k<a>\s*,\s*)?(?<b>['"])(?<model>[^'"]+)\k<b>[^)]*\)|source\(\s*(?<c>['"])(?<schema>[^'"]+)\k<c>\s*,\s*(?<d>['"])(?<table>[^'"]+)\k<d>\s*\))\s*-?$/;

/** Whether a text is filled in before it is SQL: by Jinja, as dbt and Airflow do. */
export function isTemplate(text: string): boolean {
  return /\{\{|\{%/.test(text);
}

/** Whether a template names what it reads as models of dbt do. */
export function namesModels(text: string): boolean {
  return /\{\{-?\s*(?:ref|source|config)\s*\(/.test(text);
}

/** A template that cannot be run, as SQL on the same lines: `ref` and `source` as names, both sides of every condition, loops once, and holes for the rest. */
export function fillTemplate(text: string, own: string): FilledSql {
  const pieces: (string | { readonly hole: string })[] = [];
  let from = 0;
  for (const found of text.matchAll(parts)) {
    pieces.push(text.slice(from, found.index));
    from = found.index + found[0].length;
    const expression = found[1];
    const lines = found[0].replaceAll(/[^\n]/g, '');
    if (expression === undefined || /^-?\s*config\s*\(/.test(expression)) pieces.push(` ${lines}`);
    else {
      const groups = reference.exec(expression)?.groups;
      if (groups?.model !== undefined) pieces.push(groups.model);
      else if (groups?.table !== undefined) pieces.push(`${groups.schema}.${groups.table}`);
      else if (/^-?\s*this\s*-?$/.test(expression)) pieces.push(own);
      else pieces.push({ hole: /\w+/.exec(expression)?.[0] ?? 'value' });
      if (lines !== '') pieces.push(lines);
    }
  }
  pieces.push(text.slice(from));
  return fillHoles({ pieces: pieces.filter((piece) => piece !== '') });
}
