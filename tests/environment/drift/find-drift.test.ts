import { describe, expect, it } from 'vitest';
import {
  effectiveRelation,
  findDrift as findFrom,
  type RelationDrift,
} from '../../../src/environment/index.ts';
import { loadContract } from '../../../src/project/load-contract.ts';

const found = (columns: Record<string, string>, notNull: readonly string[] = []) =>
  Object.entries(columns).map(([name, type]) => ({
    name,
    type,
    nullable: !notNull.includes(name),
    description: null,
  }));

function contract(columns: string, policy = '') {
  const text = `source: erp\n${policy}\nrelations:\n  ORDERS:\n    columns: {${columns}}\n`;
  const { value, diagnostics } = loadContract({ path: 'models/bronze/erp.source.yml', text });
  expect(diagnostics).toEqual([]);
  return value[0]!;
}

function findDrift(
  relation: ReturnType<typeof contract>,
  recorded: RelationDrift | null,
  columns: ReturnType<typeof found>,
) {
  const known = effectiveRelation(relation, recorded);
  return findFrom(known.relation, known.remaining?.entries ?? [], columns);
}

const orders = 'ID: {type: INTEGER, nullable: false}, AMOUNT: {type: "DECIMAL(18,2)"}, NOTE: {type: VARCHAR}';
const asBefore = { ID: 'INTEGER', AMOUNT: 'DECIMAL(18,2)', NOTE: 'VARCHAR' };

describe('drift under `evolve`', () => {
  it('is nothing where the source is as its contract says, whatever the order of its columns', () => {
    const { drift, fresh, relation } = findDrift(
      contract(orders),
      null,
      found({ NOTE: 'VARCHAR', AMOUNT: 'DECIMAL(18, 2)', ID: 'INTEGER' }, ['ID']),
    );
    expect([drift, fresh]).toEqual([null, []]);
    expect(relation.columns.map(({ name }) => name)).toEqual(['ID', 'AMOUNT', 'NOTE']);
  });

  it('puts a new column behind the one that it follows in the source', () => {
    const { relation, fresh } = findDrift(
      contract(orders),
      null,
      found({ ID: 'INTEGER', PHONE: 'VARCHAR', AMOUNT: 'DECIMAL(18,2)', NOTE: 'VARCHAR' }, ['ID']),
    );
    expect(relation.columns.map(({ name }) => name)).toEqual(['ID', 'PHONE', 'AMOUNT', 'NOTE']);
    expect(fresh).toMatchObject([{ kind: 'added', column: 'PHONE', after: 'ID' }]);
  });

  it('widens a type to the least that holds old and new values', () => {
    const { relation, fresh } = findDrift(
      contract(orders),
      null,
      found({ ID: 'BIGINT', AMOUNT: 'DECIMAL(9,4)', NOTE: 'VARCHAR' }, ['ID']),
    );
    expect(relation.columns.map(({ type }) => type)).toEqual(['BIGINT', 'DECIMAL(20,4)', 'VARCHAR']);
    expect(fresh.map(({ kind }) => kind)).toEqual(['widened', 'widened']);
  });

  it('keeps a wider type than the source has now', () => {
    const { drift } = findDrift(
      contract(orders),
      null,
      found({ ID: 'SMALLINT', AMOUNT: 'DECIMAL(9,2)', NOTE: 'INTEGER' }, ['ID']),
    );
    expect(drift).toBeNull();
  });

  it('gives values of another type a column of their own, named by column and type', () => {
    const { relation, fresh } = findDrift(
      contract(orders),
      null,
      found({ ...asBefore, AMOUNT: 'VARCHAR' }, ['ID']),
    );
    expect(fresh).toMatchObject([{ kind: 'variant', column: 'AMOUNT', name: 'AMOUNT__v_varchar' }]);
    expect(relation.columns.map(({ name, type, variantOf }) => [name, type, variantOf])).toEqual([
      ['ID', 'INTEGER', null],
      ['AMOUNT', 'DECIMAL(18,2)', null],
      ['AMOUNT__v_varchar', 'VARCHAR', 'AMOUNT'],
      ['NOTE', 'VARCHAR', null],
    ]);
  });

  it('keeps a column that is gone, and names the one that came in its place', () => {
    const { relation, fresh, renames } = findDrift(
      contract(orders),
      null,
      found({ ID: 'INTEGER', AMOUNT: 'DECIMAL(18,2)', REMARK: 'VARCHAR' }, ['ID']),
    );
    expect(fresh.map(({ kind, column }) => [kind, column])).toEqual([
      ['dropped', 'NOTE'],
      ['added', 'REMARK'],
    ]);
    expect(relation.columns.find(({ name }) => name === 'NOTE')).toMatchObject({
      gone: true,
      nullable: true,
    });
    expect(renames).toEqual([{ from: 'NOTE', to: 'REMARK' }]);
  });

  it('believes no NOT NULL that the source holds no more', () => {
    const { relation, fresh } = findDrift(contract(orders), null, found(asBefore));
    expect(fresh).toMatchObject([{ kind: 'loosened', column: 'ID' }]);
    expect(relation.columns[0]!.nullable).toBe(true);
  });

  it('is known once it is recorded, and stays as it was when the source goes back', () => {
    const changed = found({ ID: 'BIGINT', AMOUNT: 'VARCHAR', PHONE: 'VARCHAR' }, ['ID']);
    const first = findDrift(contract(orders), null, changed);
    const second = findDrift(contract(orders), first.drift, changed);
    expect(second.fresh).toEqual([]);
    expect(second.drift).toEqual(first.drift);
    const back = findDrift(contract(orders), first.drift, found(asBefore, ['ID']));
    expect(back.fresh.map(({ kind, column }) => [kind, column])).toEqual([['dropped', 'PHONE']]);
    expect(back.relation.columns.map(({ name, gone }) => [name, gone])).toEqual([
      ['ID', false],
      ['AMOUNT', false],
      ['AMOUNT__v_varchar', false],
      ['PHONE', true],
      ['NOTE', false],
    ]);
  });

  it('is gone where the contract has taken it in', () => {
    const { drift } = findDrift(
      contract(orders),
      null,
      found({ ID: 'BIGINT', PHONE: 'VARCHAR', AMOUNT: 'DECIMAL(18,2)', NOTE: 'VARCHAR' }),
    );
    const pulled = contract(
      'ID: {type: BIGINT}, PHONE: {type: VARCHAR}, AMOUNT: {type: "DECIMAL(18,2)"}, NOTE: {type: VARCHAR}',
    );
    const { relation, remaining } = effectiveRelation(pulled, drift as RelationDrift);
    expect(remaining).toBeNull();
    expect(relation.columns.map(({ name, type }) => [name, type])).toEqual(
      pulled.columns.map(({ name, type }) => [name, type]),
    );
  });
});

describe('policies', () => {
  const moved = found({ ID: 'BIGINT', AMOUNT: 'VARCHAR', PHONE: 'VARCHAR' }, ['ID']);

  it('stop at everything with `freeze`, and change nothing', () => {
    const { frozen, fresh, drift } = findDrift(contract(orders, 'policy: freeze'), null, moved);
    expect(frozen.map(({ kind }) => kind)).toEqual(['widened', 'variant', 'dropped', 'added']);
    expect([fresh, drift]).toEqual([[], null]);
  });

  it('leave out new columns and other types with `discard`; what is gone is gone', () => {
    const { discarded, fresh, frozen } = findDrift(contract(orders, 'policy: discard'), null, moved);
    expect(discarded.map(({ kind }) => kind)).toEqual(['widened', 'variant', 'added']);
    expect(fresh.map(({ kind }) => kind)).toEqual(['dropped']);
    expect(frozen).toEqual([]);
  });

  it('hold for what they name: source, relation, column', () => {
    const policy = 'policy: {tables: evolve, columns: freeze, types: evolve}';
    const { frozen, discarded, fresh } = findDrift(
      contract(orders.replace('"DECIMAL(18,2)"', '"DECIMAL(18,2)", policy: discard'), policy),
      null,
      moved,
    );
    expect(frozen.map(({ kind }) => kind)).toEqual(['dropped', 'added']);
    expect(discarded.map(({ column }) => column)).toEqual(['AMOUNT']);
    expect(fresh.map(({ column }) => column)).toEqual(['ID']);
  });
});
