/** What is done to each table, by whom. A step of Lode's may be refused by the name of a feature; everything else must be read alike by both. */
export const scenarios = {
  plain: (context) => allOperations(context, {}),
  partitioned: (context) => allOperations(context, {}, ['p']),
  vectors: (context) => allOperations(context, { 'delta.enableDeletionVectors': 'true' }, ['p']),
  mapped: (context) =>
    allOperations(context, {
      'delta.columnMapping.mode': 'name',
      'delta.enableChangeDataFeed': 'true',
      'delta.checkpointPolicy': 'v2',
      'delta.checkpointInterval': '4',
    }),
  'id-mapped': (context) => allOperations(context, { 'delta.columnMapping.mode': 'id' }),
  timestamps: (context) =>
    allOperations(context, {
      'delta.enableInCommitTimestamps': 'true',
      'delta.checkpoint.writeStatsAsStruct': 'true',
      'delta.checkpoint.writeStatsAsJson': 'false',
      'delta.checkpointInterval': '3',
    }),

  async types({ table, ports, delta, common, lode, spark, at }) {
    await lode('create with every type', () =>
      delta.createTable(ports, table, {
        select: `SELECT range AS id, range::TINYINT AS b, range::SMALLINT AS sh, range::INTEGER AS i, range * 1.25::FLOAT AS f, CASE range WHEN 3 THEN 'nan'::DOUBLE WHEN 4 THEN '-inf'::DOUBLE ELSE range / 3 END AS d,
          (range * 1.01)::DECIMAL(38, 10) AS de, range % 2 = 0 AS flag, 'é' || repeat('😀', range::INTEGER * 10) AS s, 'x'::BLOB AS bin, DATE '1969-12-30' + range::INTEGER AS day,
          TIMESTAMPTZ '1969-12-31 23:59:59.999999+00' + INTERVAL (range) MICROSECOND AS ts, TIMESTAMP '2024-02-29 12:00:00.000001' AS tn, {'x': range, 'y': {'z': 's' || range}} AS st, [range, NULL] AS l, MAP {'k': range} AS m FROM range(8)`,
        ...common,
      }),
    );
    await spark('append to it', `INSERT INTO ${at} SELECT * FROM ${at} WHERE id > 3`);
    await spark(
      'update by statistics',
      `UPDATE ${at} SET i = 100 WHERE ts > TIMESTAMP '1970-01-01 00:00:00Z'`,
    );
    await lode('delete by statistics', () =>
      delta.deleteRows(ports, table, { where: `de = 7.07 OR s = 'é'`, ...common }),
    );
  },

  async sparkWrites({ table, ports, delta, common, lode, spark, at }) {
    await spark(
      'create, partitioned by a timestamp and a string',
      `CREATE TABLE ${at} (id BIGINT, v DOUBLE, p STRING, t TIMESTAMP, n TIMESTAMP_NTZ, s STRUCT<x: INT, y: ARRAY<STRING>>) USING delta PARTITIONED BY (p, t) TBLPROPERTIES ('delta.enableChangeDataFeed' = 'true')`,
      `INSERT INTO ${at} SELECT id, id * 1.5, element_at(array('a b', 'c/d%', NULL), cast(id % 3 + 1 AS INT)), TIMESTAMP '2024-01-01 10:00:00.000001', TIMESTAMP_NTZ '2024-01-01 00:00:00.5', named_struct('x', cast(id AS INT), 'y', array('q', NULL)) FROM range(20)`,
    );
    await spark('delete', `DELETE FROM ${at} WHERE id = 5`);
    await spark('update', `UPDATE ${at} SET v = -1 WHERE id BETWEEN 6 AND 8`);
    await spark(
      'merge',
      `MERGE INTO ${at} AS t USING (SELECT id, 7.0 AS v, 'm' AS p FROM range(18, 25)) AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET v = s.v WHEN NOT MATCHED THEN INSERT (id, v, p) VALUES (s.id, s.v, s.p)`,
    );
    await lode('append', () =>
      delta.appendRows(ports, table, { select: `SELECT 100 AS id, 'ours' AS p`, ...common }),
    );
    await lode('delete', () => delta.deleteRows(ports, table, { where: 'id < 3', ...common }));
    await lode('replace partitions', () =>
      delta.replacePartitions(ports, table, {
        select: `SELECT 200 AS id, 'a b' AS p, TIMESTAMPTZ '2024-01-01 10:00:00.000001+00' AS t`,
        ...common,
      }),
    );
    await spark('optimize', `OPTIMIZE ${at}`);
    await spark('z-order', `OPTIMIZE ${at} ZORDER BY (id)`);
    await spark('add a column', `ALTER TABLE ${at} ADD COLUMNS (extra STRING)`);
    await lode('append with the new column', () =>
      delta.appendRows(ports, table, { select: `SELECT 300 AS id, 'x' AS extra`, ...common }),
    );
    await spark('restore', `RESTORE TABLE ${at} TO VERSION AS OF 2`);
    await lode('checkpoint', async () =>
      delta.writeCheckpoint(ports, table, (await delta.openSnapshot(ports, table)).version),
    );
    await spark('append after our checkpoint', `INSERT INTO ${at} (id) VALUES (400)`);
    await spark('overwrite', `INSERT OVERWRITE ${at} (id, p) VALUES (1, 'z')`);
  },

  async changeData({ table, ports, delta, common, lode, spark, at, changes }) {
    await lode('create', () =>
      delta.createTable(ports, table, {
        select: 'SELECT range AS id, range * 2 AS v FROM range(10)',
        properties: { 'delta.enableChangeDataFeed': 'true', 'delta.enableDeletionVectors': 'true' },
        ...common,
      }),
    );
    await lode('update', () =>
      delta.updateRows(ports, table, { where: 'id = 3', set: { v: '0' }, ...common }),
    );
    await spark('delete', `DELETE FROM ${at} WHERE id > 7`);
    await lode('delete', () => delta.deleteRows(ports, table, { where: 'id = 1', ...common }));
    await spark('update', `UPDATE ${at} SET v = 44 WHERE id = 4`);
    await lode('merge', () =>
      delta.mergeRows(ports, table, {
        source: 'SELECT unnest([2, 50]) AS id, 7 AS v',
        on: 'source.id = target.id',
        clauses: [
          { when: 'matched', update: '*' },
          { when: 'not matched', insert: '*' },
        ],
        ...common,
      }),
    );
    await lode('optimize', () => delta.optimizeTable(ports, table, common));
    await spark('restore', `RESTORE TABLE ${at} TO VERSION AS OF 1`);
    await changes(0);
  },

  async constraints({ table, ports, delta, common, lode, spark, at }) {
    await spark(
      'create with a constraint and a default',
      `CREATE TABLE ${at} (id BIGINT NOT NULL, v INT DEFAULT 7) USING delta TBLPROPERTIES ('delta.feature.allowColumnDefaults' = 'supported')`,
      `ALTER TABLE ${at} ADD CONSTRAINT positive CHECK (v > 0 AND id IS NOT NULL)`,
      `INSERT INTO ${at} VALUES (1, 1)`,
    );
    await lode('append with the default', () =>
      delta.appendRows(ports, table, { select: 'SELECT 2 AS id', ...common }),
    );
    await lode('append that breaks the constraint', () =>
      delta.appendRows(ports, table, { select: 'SELECT 3 AS id, -1 AS v', ...common }),
    );
    await lode('append of NULL', () =>
      delta.appendRows(ports, table, { select: 'SELECT NULL::BIGINT AS id, 1 AS v', ...common }),
    );
  },

  async generated({ table, ports, delta, common, lode, spark, create, at }) {
    await create([
      ['id', 'BIGINT', null],
      ['d', 'DATE', null],
      ['twice', 'BIGINT', 'id * 2'],
      ['y', 'INT', 'year(d)'],
    ]);
    await spark('append', `INSERT INTO ${at} (id, d) VALUES (1, DATE '2024-05-06')`);
    await lode('append without them', () =>
      delta.appendRows(ports, table, { select: `SELECT 2 AS id, DATE '2023-01-01' AS d`, ...common }),
    );
    await lode('append with a wrong value', () =>
      delta.appendRows(ports, table, { select: `SELECT 2 AS id, 5 AS twice`, ...common }),
    );
    await lode('update', () =>
      delta.updateRows(ports, table, { where: 'id = 1', set: { id: '10' }, ...common }),
    );
    await lode('merge', () =>
      delta.mergeRows(ports, table, {
        source: `SELECT unnest([2, 77]) AS id, DATE '2020-02-02' AS d`,
        on: 'source.id = target.id',
        clauses: [
          { when: 'matched', update: { d: 'source.d' } },
          { when: 'not matched', insert: '*' },
        ],
        ...common,
      }),
    );
    await lode('delete', () => delta.deleteRows(ports, table, { where: 'id = 2', ...common }));
    await spark('append again', `INSERT INTO ${at} (id, d) VALUES (3, NULL)`);
  },

  async identity({ table, ports, delta, common, lode, spark, create, at }) {
    await create([
      ['id', 'BIGINT', 'identity'],
      ['v', 'INT', null],
    ]);
    await spark('append', `INSERT INTO ${at} (v) VALUES (1), (2)`);
    await lode('append', () => delta.appendRows(ports, table, { select: 'SELECT 3 AS v', ...common }));
    await lode('delete', () => delta.deleteRows(ports, table, { where: 'v = 1', ...common }));
    await lode('optimize', () => delta.optimizeTable(ports, table, common));
    await spark('append again', `INSERT INTO ${at} (v) VALUES (4)`);
  },

  async clustered({ table, ports, delta, common, lode, spark, at }) {
    await spark(
      'create, clustered',
      `CREATE TABLE ${at} (id BIGINT, v STRING) USING delta CLUSTER BY (id)`,
      `INSERT INTO ${at} SELECT id, 'x' FROM range(100)`,
    );
    await lode('append', () =>
      delta.appendRows(ports, table, { select: `SELECT 1000 AS id, 'y' AS v`, ...common }),
    );
    await lode('update', () =>
      delta.updateRows(ports, table, { where: 'id = 5', set: { v: `'z'` }, ...common }),
    );
    await spark('cluster', `OPTIMIZE ${at} FULL`);
    await lode('checkpoint', async () =>
      delta.writeCheckpoint(ports, table, (await delta.openSnapshot(ports, table)).version),
    );
    await spark('cluster after our checkpoint', `INSERT INTO ${at} VALUES (7, 'q')`, `OPTIMIZE ${at}`);
  },

  async rowTracking({ table, ports, delta, common, lode, spark, at }) {
    await spark(
      'create with row tracking',
      `CREATE TABLE ${at} (id BIGINT) USING delta TBLPROPERTIES ('delta.enableRowTracking' = 'true', 'delta.enableDeletionVectors' = 'true')`,
      `INSERT INTO ${at} SELECT id FROM range(10)`,
    );
    await lode('append', () =>
      delta.appendRows(ports, table, { select: 'SELECT range + 100 AS id FROM range(5)', ...common }),
    );
    await lode('delete by vectors', () =>
      delta.deleteRows(ports, table, { where: 'id = 3 OR id = 101', ...common }),
    );
    await lode('update', () =>
      delta.updateRows(ports, table, { where: 'id = 5', set: { id: '50' }, ...common }),
    );
    await spark('update', `UPDATE ${at} SET id = 60 WHERE id = 6`);
    await lode('append', () => delta.appendRows(ports, table, { select: 'SELECT 200 AS id', ...common }));
    await spark(
      'row ids are all different',
      `SELECT assert_true(count(*) = count(DISTINCT _metadata.row_id) AND count(*) = count(_metadata.row_id)) FROM ${at}`,
    );
  },

  async variants({ table, ports, delta, common, lode, spark, at }) {
    await spark(
      'create with variants',
      `CREATE TABLE ${at} (id BIGINT, v VARIANT, l ARRAY<VARIANT>) USING delta`,
      `INSERT INTO ${at} SELECT id, parse_json(concat('{"a":', id, ',"b":[1,2.5,"x",null,true],"c":{"d":"é"}}')), array(parse_json('"s"'), NULL) FROM range(5)`,
      `INSERT INTO ${at} VALUES (10, NULL, NULL), (11, parse_json('12345678901234'), NULL), (12, parse_json('1.25'), NULL), (13, parse_json('null'), NULL)`,
    );
    await lode('append', () => delta.appendRows(ports, table, { select: 'SELECT 20 AS id', ...common }));
    await lode('delete', () => delta.deleteRows(ports, table, { where: 'id = 1', ...common }));
  },

  async widened({ table, ports, delta, common, lode, spark, at }) {
    await spark(
      'create and widen',
      `CREATE TABLE ${at} (id INT, d DECIMAL(5,2), s STRUCT<x: SMALLINT>) USING delta TBLPROPERTIES ('delta.enableTypeWidening' = 'true')`,
      `INSERT INTO ${at} VALUES (1, 1.5, named_struct('x', 2))`,
      `ALTER TABLE ${at} ALTER COLUMN id TYPE BIGINT`,
      `ALTER TABLE ${at} ALTER COLUMN d TYPE DECIMAL(10,3)`,
      `ALTER TABLE ${at} ALTER COLUMN s.x TYPE INT`,
    );
    await lode('append', () =>
      delta.appendRows(ports, table, {
        select: `SELECT 5000000000 AS id, 1.125::DECIMAL(10,3) AS d, {'x': 100000} AS s`,
        ...common,
      }),
    );
    await lode('update', () =>
      delta.updateRows(ports, table, { where: 'id = 1', set: { d: '2' }, ...common }),
    );
    await spark('optimize', `OPTIMIZE ${at}`);
  },

  async enablement({ table, ports, delta, common, lode, spark, at }) {
    await lode('create', () => delta.createTable(ports, table, { select: 'SELECT 1 AS id', ...common }));
    for (const properties of [
      { 'delta.enableInCommitTimestamps': 'true' },
      { 'delta.columnMapping.mode': 'name' },
      { 'delta.enableDeletionVectors': 'true' },
      { 'delta.enableChangeDataFeed': 'true' },
      { 'delta.checkpointPolicy': 'v2' },
    ]) {
      await lode(`set ${Object.keys(properties)}`, () =>
        delta.alterTable(ports, table, [{ kind: 'set-properties', properties }], 'interop'),
      );
      await spark('append', `INSERT INTO ${at} VALUES (2)`);
    }
    await lode('drop and rename', () =>
      delta.alterTable(
        ports,
        table,
        [
          { kind: 'add-column', column: ['more'], type: 'VARCHAR' },
          { kind: 'rename-column', column: ['id'], name: 'key' },
        ],
        'interop',
      ),
    );
    await spark('append to the renamed', `INSERT INTO ${at} VALUES (3, 'x')`);
  },
};

/** Each of our operations, with one of Spark's between. */
async function allOperations(
  { table, ports, delta, common, lode, spark, at, changes },
  properties,
  partitionColumns = [],
) {
  const mapped = (properties['delta.columnMapping.mode'] ?? 'none') !== 'none';
  await lode('create', () =>
    delta.createTable(ports, table, {
      select: `SELECT range AS id, ['a b/c', 'é=%', NULL][1 + range::INTEGER % 3] AS p, range * 2 AS v, TIMESTAMPTZ '2024-01-01 10:00:00.5+02' AS t, {'x': range, 'y': 'n'} AS s FROM range(30)`,
      partitionColumns,
      properties,
      ...common,
    }),
  );
  await lode('append', () =>
    delta.appendRows(ports, table, {
      select: `SELECT 100 AS id, 'new' AS p, 5 AS v`,
      transaction: { appId: 'a', version: 1 },
      ...common,
    }),
  );
  await lode('delete', () => delta.deleteRows(ports, table, { where: 'id % 7 = 0', ...common }));
  await spark('delete', `DELETE FROM ${at} WHERE id = 1`);
  await lode('update', () =>
    delta.updateRows(ports, table, { where: 'v > 20', set: { v: 'v + 1' }, ...common }),
  );
  await spark('update', `UPDATE ${at} SET v = v + 1 WHERE id = 2`);
  await lode('merge', () =>
    delta.mergeRows(ports, table, {
      source: `SELECT range AS id, 'merged' AS p, -1 AS v FROM range(25, 35)`,
      on: 'source.id = target.id',
      clauses: [
        { when: 'matched', condition: 'source.id = 26', delete: true },
        { when: 'matched', update: { v: 'source.v' } },
        { when: 'not matched', insert: '*' },
        { when: 'not matched by source', condition: 'target.id = 100', update: { v: '0' } },
      ],
      ...common,
    }),
  );
  await spark(
    'merge',
    `MERGE INTO ${at} AS t USING (SELECT id, 'sm' AS p, -2L AS v FROM range(30, 40)) AS s ON t.id = s.id WHEN MATCHED THEN UPDATE SET v = s.v WHEN NOT MATCHED THEN INSERT (id, p, v) VALUES (s.id, s.p, s.v)`,
  );
  await lode('replace where', () =>
    delta.replaceWhere(ports, table, {
      where: 'id < 5',
      select: `SELECT 1 AS id, 'r' AS p, 1 AS v`,
      ...common,
    }),
  );
  if (partitionColumns.length > 0) {
    await lode('replace partitions', () =>
      delta.replacePartitions(ports, table, { select: `SELECT 500 AS id, 'sm' AS p, 1 AS v`, ...common }),
    );
  }
  await lode('append with a new column', () =>
    delta.appendRows(ports, table, {
      select: `SELECT 200 AS id, 'x' AS extra, {'x': 1, 'y': 'q', 'deep': true} AS s`,
      mergeSchema: true,
      ...common,
    }),
  );
  if (properties['delta.enableChangeDataFeed'] === 'true') await changes(0);
  await lode('alter', () =>
    delta.alterTable(
      ports,
      table,
      [
        { kind: 'comment', column: ['v'], comment: 'what it is worth' },
        { kind: 'add-column', column: ['s', 'more'], type: 'DECIMAL(9,2)' },
        ...(mapped
          ? [
              { kind: 'rename-column', column: ['v'], name: 'value of it' },
              { kind: 'drop-column', column: ['t'] },
            ]
          : []),
      ],
      'interop',
    ),
  );
  await spark('append', `INSERT INTO ${at} (id, p) VALUES (300, 'spark')`);
  await lode('optimize', () => delta.optimizeTable(ports, table, common));
  await lode('z-order', () => delta.optimizeTable(ports, table, { zOrderBy: ['id'], ...common }));
  await spark('optimize', `OPTIMIZE ${at}`);
  await lode('restore', () => delta.restoreTable(ports, table, { version: 3 }, 'interop'));
  await lode('checkpoint', async () =>
    delta.writeCheckpoint(ports, table, (await delta.openSnapshot(ports, table)).version),
  );
  await spark('append after our checkpoint', `INSERT INTO ${at} (id, p) VALUES (301, 'spark')`);
  await lode('compact the log', () => delta.compactLog(ports, table, { from: 1, to: 4 }));
  await lode('vacuum', () => delta.vacuumTable(ports, table, {}));
  await lode('overwrite', () =>
    delta.overwriteTable(ports, table, { select: 'SELECT 1 AS other', ...common }),
  );
  await spark('append to the new schema', `INSERT INTO ${at} VALUES (2)`);
}
