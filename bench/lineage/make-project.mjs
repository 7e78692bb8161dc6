// Projects of so many models of 20 columns, in two shapes. `chain`: each computes from the one before, as in bench/compile-project.mjs. `mixed`: as projects are; a tenth cleans
// sources, half joins and computes, the rest aggregates.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const columnsOfAModel = 20;
export const shapes = ['chain', 'mixed'];

const columns = Array.from({ length: columnsOfAModel }, (_, number) => `c${number}`);

function name(number) {
  return `m${String(number).padStart(5, '0')}`;
}

/** Trims, casts and renames what a source gives. */
function bronze(number) {
  const items = columns.map((column, at) => {
    if (at % 4 === 0) return `${column.toUpperCase()} AS ${column}`;
    if (at % 4 === 1) return `coalesce(trim(${column.toUpperCase()}), '') AS ${column}`;
    return `try_cast(${column.toUpperCase()} AS ${at % 4 === 2 ? 'BIGINT' : 'DOUBLE'}) AS ${column}`;
  });
  return `SELECT\n  ${items.join(',\n  ')}\nFROM erp.T${number}\nWHERE C0 IS NOT NULL\n`;
}

/** Joins two models, with conditions, a CTE and a window. */
function silver(left, right) {
  const items = columns.map((column, at) => {
    if (at % 4 === 0) return `l.${column}`;
    if (at % 4 === 1)
      return `CASE WHEN r.${column} = '' THEN l.${column} ELSE upper(r.${column}) END AS ${column}`;
    if (at % 4 === 2)
      return `coalesce(l.${column}, 0) + coalesce(r.c${(at + 4) % columnsOfAModel}, 0) AS ${column}`;
    return `round(l.${column} * greatest(r.${column}, 1), 2) AS ${column}`;
  });
  return `WITH latest AS (
  SELECT *
  FROM ${right}
  QUALIFY row_number() OVER (PARTITION BY c0 ORDER BY c2 DESC, c1) = 1
)
SELECT
  ${items.join(',\n  ')}
FROM ${left} AS l
LEFT JOIN latest AS r ON l.c0 = r.c0
WHERE l.c2 > 0
`;
}

/** Sums up one model. */
function gold(from) {
  const items = columns.slice(2).map((column, at) => {
    const number = at + 2;
    if (number % 4 < 2) return `count(DISTINCT ${column}) AS ${column}`;
    if (number % 4 === 2) return `sum(${column}) FILTER (WHERE c1 <> '') AS ${column}`;
    return `avg(${column}) AS ${column}`;
  });
  return `SELECT\n  c0,\n  c1,\n  ${items.join(',\n  ')}\nFROM ${from}\nGROUP BY ALL\n`;
}

/** Makes it in `folder`, which is empty. The same number and shape always give the same project. */
export function makeProject(folder, models, shape = 'mixed') {
  const write = (layer, number, sql) => {
    mkdirSync(join(folder, 'models', layer), { recursive: true });
    writeFileSync(
      join(folder, 'models', layer, `${name(number)}.sql`),
      `/* ---\nkind: full\ndescription: Model ${number}\n--- */\n${sql}`,
    );
  };
  if (shape === 'chain') makeChain(folder, models, write);
  else makeMixed(folder, models, write);
}

function makeChain(folder, models, write) {
  for (let number = 0; number < models; number++) {
    const items = columns.map((column, at) =>
      number === 0 ? `${at} + 1 AS ${column}` : `coalesce(${column}, 0) + ${at % 7} AS ${column}`,
    );
    const from = number === 0 ? '' : `\nFROM silver.${name(number - 1)}\nWHERE c0 > ${number}`;
    write('silver', number, `SELECT ${items.join(', ')}${from}\n`);
  }
  writeFileSync(join(folder, 'project.yml'), 'name: bench\n');
}

function makeMixed(folder, models, write) {
  const ofBronze = Math.ceil(models / 10);
  const ofSilver = Math.ceil(models / 2);
  const relation = (number) => `${number < ofBronze ? 'bronze' : 'silver'}.${name(number)}`;
  for (let number = 0; number < models; number++) {
    if (number < ofBronze) write('bronze', number, bronze(number));
    else if (number < ofBronze + ofSilver) {
      // Some hundred at each height, so that ways are as long as in projects, whatever their number.
      const height = Math.floor(((number - ofBronze) * 5) / ofSilver);
      const first = height === 0 ? 0 : ofBronze + Math.ceil(((height - 1) * ofSilver) / 5);
      const past = height === 0 ? ofBronze : ofBronze + Math.ceil((height * ofSilver) / 5);
      const below = past - first;
      write(
        'silver',
        number,
        silver(relation(first + (number % below)), relation(first + ((number * 7 + 3) % below))),
      );
    } else write('gold', number, gold(relation(ofBronze + ((number * 3) % ofSilver))));
  }
  const relations = Array.from(
    { length: ofBronze },
    (_, number) =>
      `  T${number}:\n    columns:\n${columns.map((column) => `      ${column.toUpperCase()}: { type: VARCHAR }`).join('\n')}`,
  );
  writeFileSync(
    join(folder, 'models', 'bronze', 'erp.source.yml'),
    `source: erp\nrelations:\n${relations.join('\n')}\n`,
  );
  writeFileSync(
    join(folder, 'project.yml'),
    'name: bench\ntargets:\n  mock:\n    sources:\n      erp: {type: parquet, path: seeds/erp}\ndefault_target: mock\nlints: {select-star: off, row-number-ties: off}\n',
  );
}
