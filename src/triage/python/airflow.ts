import { dialectOfAirflow } from './airflow-names.ts';
import { type Call, textsOf } from './call.ts';
import type { Follower } from './follower.ts';
import { connection, runSql } from './functions.ts';
import { type Arguments, plainText, unknown, type Value } from './value.ts';

/** A task of a DAG: what it calls is called, its SQL is run, its command is a program. Null: it says none of these. */
export function runTask(follower: Follower, call: Call, name: string, args: Arguments): Value | null {
  const callable = args.named.get('python_callable');
  if (callable?.kind === 'function') {
    const given = args.named.get('op_args');
    const byName = args.named.get('op_kwargs');
    const named = new Map<string, Value>();
    if (byName?.kind === 'dict')
      for (const [key, value] of byName.entries) {
        const word = plainText(key);
        if (word !== null) named.set(word, value);
      }
    return follower.invoke(callable, { positional: given?.kind === 'list' ? given.items : [], named });
  }
  if (!/(?:Operator|Task|Sensor)$/.test(name)) return null;
  const sql = args.named.get('sql') ?? args.named.get('hql');
  if (sql !== undefined) {
    const on = connection(dialectOfAirflow(name));
    for (const each of sql.kind === 'list' ? sql.items : [sql])
      runSql(call, 'execute', each, call.words.get('sql') ?? 'sql', on);
    return unknown;
  }
  if (args.named.has('bash_command')) {
    for (const command of textsOf(call, args, -1, 'bash_command')) call.recorder.runProgram(call.at, command);
    return unknown;
  }
  return null;
}
