/** Which files an estate has. */
export interface EstateNames {
  readonly has: (file: string) => boolean;
  /** Files by the last part of their path, in lower case. */
  readonly named: (last: string) => readonly string[];
}

export function estateNames(files: Iterable<string>): EstateNames {
  const all = new Set<string>();
  const byLast = new Map<string, string[]>();
  for (const file of files) {
    all.add(file);
    const last = file.slice(file.lastIndexOf('/') + 1).toLowerCase();
    const known = byLast.get(last);
    if (known === undefined) byLast.set(last, [file]);
    else known.push(file);
  }
  return { has: (file) => all.has(file), named: (last) => byLast.get(last.toLowerCase()) ?? [] };
}

/** Folders that a project puts on Python's path beside its own: those of Airflow, and of the usual layouts. */
const roots = ['', 'src/', 'plugins/', 'dags/', 'lib/'];

/**
 * The file of the estate that a name of a module means in the file `from`; null: none, it is a package of others. Looked for as Python does, in the file's own folder, and then in the folders around
 * it, for any of them may be the one that the job is started in. `name`: with a dot before it for each folder up, `..helpers.db`.
 */
export function moduleFile(name: string, from: string, { has }: EstateNames): string | null {
  const dots = /^\.*/.exec(name)![0].length;
  const path = name.slice(dots).replaceAll('.', '/');
  const folders = foldersOf(from);
  const places =
    dots > 0
      ? folders.slice(dots - 1, dots)
      : folders.flatMap((folder) => roots.map((root) => folder + root));
  for (const place of places)
    for (const end of path === '' ? ['__init__.py'] : [`${path}.py`, `${path}/__init__.py`])
      if (has(place + end) && place + end !== from) return place + end;
  return null;
}

/**
 * The file that a path in the file `from` means: below its folder or one around it, else the one whose path ends most like it, for a job runs in folders of its own (`/opt/jobs/sql/load.sql`). Null:
 * none has its name, or several fit alike.
 */
export function textFile(path: string, from: string, names: EstateNames): string | null {
  const plain = path.replaceAll('\\', '/').replace(/^(?:\.{0,2}\/)+|^[a-z]:\/+/i, '');
  const last = plain.slice(plain.lastIndexOf('/') + 1);
  if (last === '') return null;
  for (const folder of foldersOf(from)) if (names.has(folder + plain)) return folder + plain;
  const wanted = plain.toLowerCase().split('/').toReversed();
  let best = 0;
  let found: string[] = [];
  for (const file of names.named(last)) {
    const parts = file.toLowerCase().split('/').toReversed();
    let alike = 0;
    while (alike < wanted.length && wanted[alike] === parts[alike]) alike++;
    if (alike > best) found = [];
    best = Math.max(best, alike);
    if (alike === best) found.push(file);
  }
  return found.length === 1 ? found[0]! : null;
}

/**
 * Files of the estate that a script’s text names, as a module or as a file of SQL. By words: some may stand in a comment, and none is missing that is written out.
 */
export function companionsOf(text: string, from: string, names: EstateNames): readonly string[] {
  const found = new Set<string>();
  const add = (file: string | null) => {
    if (file !== null && file !== from) found.add(file);
  };
  for (const [, module, imported] of text.matchAll(
    /^[ \t]*from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|.+)/gm,
  )) {
    add(moduleFile(module!, from, names));
    for (const [name] of imported!.replaceAll(/\bas\s+\w+/g, '').matchAll(/\w+/g))
      add(moduleFile(within(module!, name), from, names));
  }
  for (const [, imported] of text.matchAll(/^[ \t]*import[ \t]+([\w., \t]+)/gm))
    for (const name of imported!.split(',')) add(moduleFile(name.trim().split(/\s/)[0]!, from, names));
  // Looked for from its end: a script may hold a text of a million letters.
  for (const { index } of text.matchAll(/\.sql\b/gi)) {
    const [before] = /[\w./\\ -]*$/.exec(text.slice(Math.max(0, index - longestPath), index))!;
    add(textFile(`${before.trim()}.sql`, from, names));
  }
  return [...found];
}

const longestPath = 300;

/** The name of a part of a module: `.` and `db` are `.db`. */
export function within(module: string, name: string): string {
  return module === '' || module.endsWith('.') ? module + name : `${module}.${name}`;
}

/** The folder of a file and those around it, the innermost first, each with `/` behind it or empty. */
function foldersOf(file: string): readonly string[] {
  const parts = file.split('/').slice(0, -1);
  return Array.from({ length: parts.length + 1 }, (_, up) =>
    parts
      .slice(0, parts.length - up)
      .map((part) => `${part}/`)
      .join(''),
  );
}
