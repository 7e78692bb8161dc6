import { execFile } from 'node:child_process';
import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';

/** A folder as it was at a revision, in a place of its own. */
export interface RevisionFolder {
  readonly folder: string;
  readonly remove: () => Promise<void>;
}

/** The git commit that a folder is at, with `-dirty` where files differ; null outside of a repository. */
export async function gitRevision(folder: string): Promise<string | null> {
  try {
    const arguments_ = ['describe', '--always', '--abbrev=40', '--exclude', '*', '--dirty'];
    return (await git(folder, arguments_)).trim();
  } catch {
    return null;
  }
}

/** The files of `folder` at `revision`, copied out: the working tree and the index stay as they are. Rejects with git's words. */
export async function gitFolder(folder: string, revision: string): Promise<RevisionFolder> {
  // A revision is never taken for an option.
  const commit = (
    await git(folder, ['rev-parse', '--verify', '--end-of-options', `${revision}^{commit}`])
  ).trim();
  const top = (await git(folder, ['rev-parse', '--show-toplevel'])).trim();
  const below = relative(await realpath(top), await realpath(folder));
  const copy = await mkdtemp(join(tmpdir(), 'lode-revision-'));
  const remove = () => rm(copy, { recursive: true, force: true });
  try {
    const archive = join(copy, 'archive.tar');
    await git(top, [
      'archive',
      '--format=tar',
      `--output=${archive}`,
      below === '' ? commit : `${commit}:${below}`,
    ]);
    await run('tar', ['-xf', archive, '-C', copy]);
    await rm(archive);
    return { folder: copy, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

function git(folder: string, arguments_: readonly string[]): Promise<string> {
  return run('git', ['-C', folder, ...arguments_]);
}

function run(program: string, arguments_: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, arguments_, { maxBuffer: 64 * 1024 * 1024 }, (error, output, problem) => {
      if (error === null) resolve(output);
      else reject(new Error(problem.trim() === '' ? error.message : problem.trim()));
    });
  });
}
