import type { Dialect } from '../estate/dialect.ts';

/** Signs of a dialect in a text, with their weight. */
const signs: readonly (readonly [Dialect, number, RegExp])[] = [
  ['tsql', 4, /^[ \t]*GO[ \t]*\r?$/gim],
  ['tsql', 2, /\[[a-z_][\w ]*\]\s*(?:\.|\(|,|\s(?:int|n?varchar|datetime|bit)\b)/gi],
  [
    'tsql',
    2,
    /\b(?:nvarchar|datetime2?|uniqueidentifier|nolock|sp_executesql|raiserror|isnull\s*\(|getdate\s*\(|set nocount|dbo\.|identity\s*\()/gi,
  ],
  ['tsql', 1, /(?<![\w@])@[a-z]\w*\s+(?:as\s+)?(?:int|n?varchar|bit|datetime|decimal)\b/gi],
  ['oracle', 4, /^[ \t]*\/[ \t]*\r?$/gm],
  [
    'oracle',
    2,
    /\b(?:varchar2|number\s*\(|nvl2?\s*\(|sysdate|rownum|connect by|execute immediate|dbms_\w+|utl_\w+|pls_integer|%rowtype|%type|from dual|create or replace (?:package|procedure \w+[^;]*?\bis\b))/gi,
  ],
  ['mysql', 4, /^delimiter\s/gim],
  [
    'mysql',
    2,
    /\b(?:engine\s*=|auto_increment|on duplicate key|ifnull\s*\(|unsigned|mediumtext|group_concat|replace into|straight_join)/gi,
  ],
  ['mysql', 1, /`\w+`/g],
  ['firebird', 6, /^set\s+term\b/gim],
  [
    'firebird',
    3,
    /\b(?:suspend|gen_id\s*\(|starting with|containing|select\s+first\s+\d+|blob sub_type|execute block|declare variable|rdb\$\w+|post_event|active (?:before|after))\b/gi,
  ],
  ['postgres', 4, /\$\w*\$|\blanguage\s+'?plpgsql/gi],
  [
    'postgres',
    2,
    /::\s*[a-z]\w*|\b(?:serial|bigserial|jsonb?|timestamptz|returning|ilike|generate_series|bytea|unlogged|returns (?:setof|trigger|void)|create extension)\b/gi,
  ],
  [
    'snowflake',
    4,
    /\b(?:variant|lateral flatten|create (?:or replace )?(?:stage|stream|task|warehouse|pipe|file format)|copy grants|qualify|transient table|number\(38)/gi,
  ],
  [
    'teradata',
    4,
    /^\s*\.(?:logon|if|quit|export|import|set)\b|\b(?:multiset|volatile table|collect stat|primary index|casespecific|locking\s+(?:row|table)|replace view|bteq|zeroifnull|sel\s)/gim,
  ],
  [
    'bigquery',
    4,
    /`[\w-]+\.[\w.-]+`|\b(?:safe_cast|struct<|array<|float64|int64|create or replace table `)/gi,
  ],
  [
    'db2',
    4,
    /--#set terminator|\bwith ur\b|\b(?:sysibm\.|current timestamp|fetch first \d+ rows only|organize by|language sql\s+(?:modifies|reads)|dynamic result sets)/gi,
  ],
  [
    'databricks',
    4,
    /\b(?:using delta|tblproperties|lateral view|explode\s*\(|dbfs:|create widget|optimize \w+ zorder)/gi,
  ],
];
const folders: readonly (readonly [Dialect, RegExp])[] = [
  ['tsql', /(?:^|[/_.-])(?:sqlserver|sql_server|mssql|tsql|ssdt|azure)/i],
  ['oracle', /(?:^|[/_.-])(?:oracle|plsql|ora)(?:[/_.-]|$)/i],
  ['mysql', /(?:^|[/_.-])(?:mysql|mariadb)/i],
  ['postgres', /(?:^|[/_.-])(?:postgres|postgresql|pgsql|psql)/i],
  ['firebird', /(?:^|[/_.-])(?:firebird|interbase|psql\/)/i],
  ['snowflake', /(?:^|[/_.-])snowflake/i],
  ['teradata', /(?:^|[/_.-])(?:teradata|bteq)|\.bteq$/i],
  ['bigquery', /(?:^|[/_.-])(?:bigquery|bq)(?:[/_.-]|$)/i],
  ['databricks', /(?:^|[/_.-])(?:databricks|spark)/i],
  ['duckdb', /(?:^|[/_.-])duckdb/i],
  ['db2', /(?:^|[/_.-])db2/i],
];
const looked = 20_000;
const mostOfOne = 5;
const byFolder = 8;

/** The dialect that a file is most probably written in, by its words and its path; `ansi` where nothing tells. */
export function guessDialect(text: string, file: string): Dialect {
  const head = text.slice(0, looked);
  const points = new Map<Dialect, number>();
  const add = (dialect: Dialect, number: number) => points.set(dialect, (points.get(dialect) ?? 0) + number);
  for (const [dialect, weight, pattern] of signs) {
    const found = head.match(pattern)?.length ?? 0;
    if (found > 0) add(dialect, weight * Math.min(found, mostOfOne));
  }
  for (const [dialect, pattern] of folders) if (pattern.test(file)) add(dialect, byFolder);
  let best: Dialect = 'ansi';
  for (const [dialect, number] of points) if (number > (points.get(best) ?? 0)) best = dialect;
  return best;
}
