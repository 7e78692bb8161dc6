import { quoteName, quoteText } from '../../delta/index.ts';
import { freshName, type LoadJob } from './load-job.ts';

/**
 * Does `work` while the source's relation is `select` for the load's own connection: other models of the run that read the relation go on seeing all of it.
 * The engine looks names up along the connection's search path, and finds a view in a catalog of the load's own first.
 */
export async function withRelation<T>(job: LoadJob, select: string, work: () => Promise<T>): Promise<T> {
  const { session, load } = job;
  const { name } = load.relation;
  const dot = name.indexOf('.');
  const catalog = freshName(job);
  const schema = `${quoteName(catalog)}.${quoteName(name.slice(0, dot))}`;
  const [row] = await session.rows('SELECT current_database() AS name');
  const main = `${quoteName(String(row!.name))}.main`;
  await session.execute(`ATTACH ':memory:' AS ${quoteName(catalog)}`);
  const leave = async () => {
    await session.execute(`SET search_path = ${quoteText(main)}`);
    await session.execute(`DETACH DATABASE IF EXISTS ${quoteName(catalog)}`);
  };
  try {
    await session.execute(`CREATE SCHEMA ${schema}`);
    await session.execute(`CREATE VIEW ${schema}.${quoteName(name.slice(dot + 1))} AS\n${select}`);
    await session.execute(`SET search_path = ${quoteText(`${main},${schema}`)}`);
    const result = await work();
    await leave();
    return result;
  } catch (error) {
    // What went wrong first is what counts: an engine that has given up answers nothing any more.
    await leave().catch(() => undefined);
    throw error;
  }
}
