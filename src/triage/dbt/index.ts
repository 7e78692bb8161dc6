/**
 * Models, snapshots and seeds of dbt, and other SQL with Jinja in it. In: texts of files, and what their project shares. Out: what each defines and reads, as of any SQL file.
 */
export {
  type DbtFile,
  type DbtPackageFiles,
  type DbtProject,
  dbtRole,
  isDbtProjectFile,
  isPackageOf,
  noDbtProject,
  readDbtProject,
} from './dbt-project.ts';
export { readDbtSeed } from './read-seed.ts';
export { isTemplate, readTemplatedSql } from './read-templated-sql.ts';
