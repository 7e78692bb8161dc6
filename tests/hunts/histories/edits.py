"""Writes the edits of model files in a git directory as lines of JSON: commit, path, and what each side says as plain SQL, or why it could not be made plain.

edits.py GITDIR --limit N --per-commit N --path TEXT

Jinja is rendered as dbt would for a full build on DuckDB: each side with the macros and variables of its own commit, ref and source as tables of the schema `src`,
config as nothing. What needs a database to render, or a package's macro that is not below, is not guessed.
"""
import argparse
import functools
import json
import re
import subprocess

from dbt_names import Untreated
from dbt_project import Project


def git(directory, *arguments):
    return subprocess.run(['git', '-C', directory, *arguments], capture_output=True, check=True).stdout


class Blobs:
    def __init__(self, directory):
        self.process = subprocess.Popen(
            ['git', '-C', directory, 'cat-file', '--batch'], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )

    @functools.lru_cache(maxsize=4096)
    def read(self, name):
        self.process.stdin.write(f'{name}\n'.encode())
        self.process.stdin.flush()
        header = self.process.stdout.readline().split()
        if header[-1] == b'missing':
            raise Untreated('a blob that is not here')
        text = self.process.stdout.read(int(header[2]))
        self.process.stdout.read(1)
        return text.decode('utf-8', 'replace')


def edits(directory, part):
    """(commit, parent, old blob, new blob, path), newest first; each pair of texts once."""
    log = git(directory, 'log', '--no-merges', '--raw', '--no-abbrev', '-M', '--diff-filter=MR', '--format=C %H %P', '--', '*.sql')
    met = set()
    for line in log.decode('utf-8', 'replace').splitlines():
        if line.startswith('C '):
            commit, *parents = line[2:].split()
        elif line.startswith(':') and parents:
            head, *paths = line.split('\t')
            _, _, old, new, _ = head.split()
            path = paths[-1]
            in_models = re.search(r'(^|/)models/', path) and not re.search(r'(^|/)(macros|tests|integration_tests|dbt_packages|snapshots|analys[ie]s)/', path)
            if in_models and part in path and old != new and (old, new) not in met:
                met.add((old, new))
                yield commit, parents[0], old, new, path


class Projects:
    def __init__(self, directory):
        self.directory, self.blobs = directory, Blobs(directory)

    @functools.lru_cache(maxsize=64)
    def listing(self, commit, root):
        paths = [f'{root}macros', f'{root}dbt_project.yml']
        macros, settings = [], None
        for line in git(self.directory, 'ls-tree', '-r', commit, '--', *paths).decode('utf-8', 'replace').splitlines():
            head, path = line.split('\t')
            if path.endswith('.sql'):
                macros.append(head.split()[2])
            elif path.endswith('dbt_project.yml'):
                settings = head.split()[2]
        return tuple(macros), settings

    @functools.lru_cache(maxsize=16)
    def project(self, macros, settings):
        return Project(self.blobs, macros, settings)

    def side(self, commit, blob, path):
        root = re.match(r'(.*?/)??(?=models/)', path).group(0)
        try:
            sql = self.project(*self.listing(commit, root)).render(self.blobs.read(blob), path)
        except Untreated as why:
            return {'skipped': str(why)}
        return {'sql': sql.strip().rstrip(';')}


def spread(found, most):
    """At most so many edits of one commit, so that one change of style in a thousand files does not speak for all."""
    if most <= 0:
        return found
    commits = {}
    for edit in found:
        commits.setdefault(edit[0], []).append(edit)
    return [edit for each in commits.values() for edit in each[:: max(1, -(-len(each) // most))]]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('directory')
    parser.add_argument('--limit', type=int, default=0)
    parser.add_argument('--per-commit', type=int, default=0)
    parser.add_argument('--path', default='')
    asked = parser.parse_args()
    found = list(edits(asked.directory, asked.path))
    print(json.dumps({'edits': len(found), 'head': git(asked.directory, 'rev-parse', 'HEAD').decode().strip()}))
    found = spread(found, asked.per_commit)
    if 0 < asked.limit < len(found):
        found = [found[index * len(found) // asked.limit] for index in range(asked.limit)]
    projects = Projects(asked.directory)
    # In the order of commits, so that a version's macros are read once.
    for commit, parent, old, new, path in found:
        sides = {'old': projects.side(parent, old, path), 'new': projects.side(commit, new, path)}
        print(json.dumps({'commit': commit[:10], 'path': path, **sides}), flush=True)


if __name__ == '__main__':
    main()
