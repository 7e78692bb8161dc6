import { Command } from 'commander';

/** What a command's help ends with: lines that can be typed, some with what they are for behind two blanks. By the words that lead to the command. */
const examples: Readonly<Record<string, readonly string[]>> = {
  '': [
    'lode init coffee                a project that runs at once',
    'lode plan                       what applying would do, and why',
    'lode apply --yes                build, audit and commit',
    'lode query "FROM gold.revenue"  ask the tables',
  ],
  init: ['lode init coffee', 'lode init lake --from-parquet /data/exports --source billing'],
  compile: ['lode compile', 'lode compile --watch', 'lode compile --json'],
  render: ['lode render gold.kpis_daily'],
  show: [
    'lode show gold.kpis_daily --limit 5',
    'lode show silver.billing --format csv',
    'lode show --inline "SELECT count(*) FROM silver.billing"',
  ],
  plan: [
    'lode plan',
    'lode plan dev_anna --select "silver.billing+"',
    'lode plan --detailed-exitcode --out plan.json  in CI: exit code 2 on changes',
  ],
  apply: [
    'lode apply',
    'lode apply dev_anna --yes --select "silver.billing+"',
    'lode apply --yes --events events.ndjson',
    'lode apply --yes --wait 30m  two jobs at once: the second waits',
  ],
  run: [
    'lode run',
    'lode run prod --max-parallel 2 --memory-limit 4GB',
    'lode run --select "silver.billing+" --ignore-cron',
  ],
  query: [
    'lode query "FROM gold.kpis_daily LIMIT 10"',
    'lode query "SELECT count(*) FROM silver.billing" --as-of 3',
    'lode query "FROM gold.finance" --format parquet --out finance.parquet',
  ],
  audit: ['lode audit silver.billing', 'lode audit --failures', 'lode audit --suggest silver.billing'],
  profile: [
    'lode profile gold.kpis_daily',
    'lode profile bronze.bills --column minutes --versions 30',
    'lode profile bronze.bills --columns minutes,duration  which was right when',
  ],
  compare: [
    'lode compare old/billing.csv gold.billing --key invoice',
    'lode compare prod@11:gold.kpis prod:gold.kpis  what was changed since',
    'lode compare dev_anna:gold.kpis gold.kpis --tolerance 0.01',
    'lode compare dev_anna prod  all models of two environments',
    'lode compare firebird.V_BILLS "FROM bronze.bills" --text padding',
    'lode compare a.csv b.csv --left decimal=, --format html --out diff.html',
  ],
  export: [
    'lode export',
    'lode export billing --env prod --version 11 --to /srv/handover',
    'lode export --check',
    'lode export --duckdb lake.duckdb  views of all tables, for ad-hoc questions',
  ],
  parity: ['lode parity run', 'lode parity status', 'lode parity gate --days 14'],
  'parity run': [
    'lode parity run',
    'lode parity run --pair billing --night 2026-03-01',
    'lode parity run --run-id "$ID"  a job that is tried again goes on where it was',
  ],
  'parity status': [
    'lode parity status',
    'lode parity status --format html --out parity.html',
    'lode parity status --night 2026-03-14 --nights 30',
  ],
  'parity gate': ['lode parity gate --days 14', 'lode parity gate --days 14 --pair billing --json'],
  'parity show': ['lode parity show billing', 'lode parity show billing --night 2026-03-01 --json'],
  'parity accept': [
    'lode parity accept sales --columns vat --until 2026-04-15 --reason "it rounds"',
    'lode parity accept sales --only-in left --until 2026-04-15 --reason "closed"',
  ],
  usage: ['lode usage import postgresql.csv', 'lode usage show', 'lode usage show --unused'],
  'usage import': [
    'lode usage import log/postgresql-*.csv',
    'lode usage import history.parquet --dialect tsql --column sql=batch_text',
    'lode usage import trace.log.gz --time-zone Europe/Zurich',
    'lode usage import  the log of lode query itself',
  ],
  'usage show': [
    'lode usage show',
    'lode usage show billing.invoices',
    'lode usage show billing.invoices.vat  who reads it, and where that stands',
    'lode usage show --unused',
  ],
  test: [
    'lode test',
    'lode test --select silver.billing --coverage',
    'lode test --generate gold.receivables --rows 2',
  ],
  env: ['lode env list', 'lode env diff prod dev_anna'],
  'env list': ['lode env list'],
  'env show': ['lode env show', 'lode env show dev_anna --json', 'lode env show prod --storage'],
  'env diff': ['lode env diff prod dev_anna'],
  'env drop': ['lode env drop dev_anna', 'lode env drop ci_1234 --yes'],
  'env repair': ['lode env repair', 'lode env repair dev_anna --yes'],
  erase: [
    'lode erase --where "no_patient = 4711"  say what it would do',
    'lode erase --where "no_patient = 4711" --purge-history --yes',
    'lode erase --request erase.yml --reference "letter of 3 March" --yes',
  ],
  fsck: ['lode fsck', 'lode fsck --data', 'lode fsck --environment prod --json'],
  gc: ['lode gc --dry-run', 'lode gc --grace 12h', 'lode gc --json'],
  rollback: ['lode rollback --to 11', 'lode rollback prod --to "2026-03-01 06:00" --select gold.kpis_daily'],
  release: ['lode release', 'lode release prod --select gold.kpis_daily'],
  history: ['lode history', 'lode history gold.kpis_daily --limit 5'],
  lineage: [
    'lode lineage silver.billing.duration',
    'lode lineage column:bronze.billing_details.DUREE_INTERVENTION+',
    'lode lineage --format html --out lineage.html',
  ],
  source: [
    'lode source list',
    'lode source check',
    'lode source pull firebird',
    'lode source sample firebird',
    'lode source triggers firebird STAYS',
    'lode source test firebird',
  ],
  'source list': ['lode source list', 'lode source list firebird --target production'],
  'source check': ['lode source check', 'lode source check firebird --target production --json'],
  'source pull': [
    'lode source pull firebird',
    'lode source pull firebird V_DETAILFACTCNS_FICHIER_AD',
    'lode source pull firebird --from-environment prod',
    'lode source pull firebird --target production --personal',
  ],
  'source sample': [
    'lode source sample firebird --target production --rows 1000',
    'lode source sample firebird V_RESIDENTS --mask --out samples',
  ],
  'source test': ['lode source test firebird V_ETABLISSEMENTS --verbose'],
  'source triggers': [
    'lode source triggers firebird STAYS --target production',
    'lode source triggers firebird LINES --key INVOICE,LINE',
  ],
  delta: ['lode delta inspect ./events', 'lode delta scan ./events --version 3'],
  'delta scan': [
    'lode delta scan ./events --where "day >= DATE \'2026-01-01\'"',
    'lode delta scan ./events --version 3 --columns id,day --format csv',
    'lode delta scan s3://care-lake/production/prod/gold/kpis_daily',
  ],
  'delta inspect': ['lode delta inspect ./events', 'lode delta inspect ./events --version 3 --json'],
  'delta history': ['lode delta history ./events --limit 5'],
  'delta changes': ['lode delta changes lake/prod/gold/kpis_daily --from 1'],
  'delta optimize': ['lode delta optimize ./events', 'lode delta optimize ./events --z-order-by user_id,day'],
  'delta vacuum': ['lode delta vacuum ./events --dry-run'],
  'delta restore': ['lode delta restore ./events --version 12'],
  'delta checkpoint': ['lode delta checkpoint ./events'],
  triage: [
    'lode triage',
    'lode triage --wave-size 40points --format csv',
    'lode triage --out triage  as a page, a table, a document',
  ],
  legacy: ['lode legacy scan sql/', 'lode legacy scan --connection firebird', 'lode legacy lineage'],
  'legacy scan': [
    'lode legacy scan sql/ scripts/',
    'lode legacy scan estate/ --dialect ora=oracle --dialect mssql=tsql',
    'lode legacy scan etl/ nightly.ispac  SSIS packages and a deployed project',
    'lode legacy scan --connection firebird  its system tables',
    'lode legacy scan estate/ --format csv > objects.csv',
  ],
  'legacy lineage': [
    'lode legacy lineage dbo.v_orders.total',
    'lode legacy lineage --format html --out lineage.html',
  ],
  translate: [
    'lode translate views.sql --from tsql',
    'lode translate v_sales.sql --from oracle --to-model silver.sales',
    'lode translate estate/all.sql --from firebird --check',
  ],
  mapping: ['lode mapping check', 'lode mapping generate mappings/gold.revenue.yml'],
  'mapping check': ['lode mapping check', 'lode mapping check mappings/gold.revenue.yml --limit 100'],
  'mapping extract': [
    'lode mapping extract old/v_invoices.sql --from tsql',
    'lode mapping extract billing.v_invoices --model gold.invoices',
    'lode mapping extract dbo.load_sales  of each table that a procedure writes',
    'lode mapping extract "load.dtsx#Load invoices"  of an SSIS package',
  ],
  'mapping generate': [
    'lode mapping generate',
    'lode mapping generate mappings/gold.revenue.yml --dry-run  what it would write',
  ],
  doctor: ['lode doctor', 'lode doctor --target production --json'],
  completion: [
    'source <(lode completion bash)   in ~/.bashrc',
    'source <(lode completion zsh)    in ~/.zshrc, behind compinit',
    'lode completion fish | source    in ~/.config/fish/completions/lode.fish',
  ],
};

const exitCodesHelp = `
Exit codes:
  0 done   1 error   2 differences   3 stopped by a check   4 conflict
  130 interrupted`;

/** How `lode --help` orders the commands. */
const groups: readonly { readonly heading: string; readonly commands: readonly string[] }[] = [
  { heading: 'Begin:', commands: ['init', 'doctor', 'completion'] },
  { heading: 'Edit:', commands: ['compile', 'render', 'show', 'lineage', 'test'] },
  {
    heading: 'Deliver:',
    commands: ['plan', 'apply', 'run', 'audit', 'rollback', 'release', 'env', 'history'],
  },
  { heading: 'Keep:', commands: ['gc', 'erase', 'fsck'] },
  { heading: 'Read and compare:', commands: ['query', 'profile', 'compare', 'parity', 'export'] },
  { heading: 'Sources and tables:', commands: ['source', 'delta'] },
  { heading: 'Legacy:', commands: ['legacy', 'usage', 'triage', 'mapping', 'translate'] },
];

/** Gives every command its examples, and the program its order of commands. */
export function addHelp(program: Command): void {
  for (const { heading, commands } of groups)
    for (const name of commands) program.commands.find((each) => each.name() === name)?.helpGroup(heading);
  const help = new Command('help').argument('[command]').description('the same as --help behind a command');
  program.addHelpCommand(help.helpGroup(groups[0]!.heading));
  addExamples(program, []);
  program.addHelpText('after', exitCodesHelp);
}

function addExamples(command: Command, path: readonly string[]): void {
  const lines = examples[path.join(' ')];
  if (lines !== undefined)
    command.addHelpText('after', ['\nExamples:', ...lines.map((line) => `  ${line}`)].join('\n'));
  for (const each of command.commands) addExamples(each, [...path, each.name()]);
}
