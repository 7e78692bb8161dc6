import type { Dialect } from '../../../src/triage/index.ts';

/** One load in five dialects: a range that is written again from a temporary table, rows by their key, and what is no query. */
export const procedures: readonly (readonly [dialect: Dialect, text: string])[] = [
  [
    'tsql',
    `CREATE PROCEDURE dbo.load_sales @from DATE, @to DATE, @store INT = NULL AS
BEGIN
  SET NOCOUNT ON;
  DECLARE @low INT = 1;
  IF @store IS NULL SET @store = 0;
  -- what is new
  SELECT s.id, s.store, s.day, s.price INTO #fresh FROM dbo.sales s WHERE s.day >= @from AND s.day < @to;
  DELETE FROM dbo.sales_copy WHERE day >= @from AND day < @to;
  INSERT INTO dbo.sales_copy (id, day, price) SELECT f.id, f.day, f.price FROM #fresh f WHERE f.price > @low;
  MERGE INTO dbo.totals AS t USING (SELECT store, SUM(price) AS p FROM #fresh GROUP BY store) AS s ON (t.store = s.store)
    WHEN MATCHED THEN UPDATE SET t.p = s.p
    WHEN NOT MATCHED THEN INSERT (store, p) VALUES (s.store, s.p);
  TRUNCATE TABLE dbo.latest;
  INSERT INTO dbo.latest SELECT store, MAX(day) AS day FROM dbo.sales GROUP BY store;
  IF @low > 0
  BEGIN
    INSERT INTO dbo.log (id) SELECT id FROM dbo.sales;
  END
  WHILE @low < 9
  BEGIN
    INSERT INTO dbo.steps (id) SELECT @low;
    SET @low = @low + 1;
  END
  UPDATE c SET c.price = 0 FROM dbo.corrected c JOIN #fresh f ON f.id = c.id;
  EXEC('DELETE FROM x');
END`,
  ],
  [
    'oracle',
    `CREATE OR REPLACE PROCEDURE load_sales(p_from IN DATE, p_to IN DATE) IS
  v_low NUMBER := 1;
BEGIN
  DELETE FROM sales_copy WHERE day >= p_from AND day < p_to;
  INSERT INTO sales_copy (id, day, price) SELECT id, day, price FROM sales WHERE day >= p_from AND day < p_to AND price > v_low;
  MERGE INTO totals t USING (SELECT store, SUM(price) p FROM sales GROUP BY store) s ON (t.store = s.store)
    WHEN MATCHED THEN UPDATE SET t.p = s.p
    WHEN NOT MATCHED THEN INSERT (store, p) VALUES (s.store, s.p);
  EXECUTE IMMEDIATE 'TRUNCATE TABLE latest';
  DELETE FROM latest;
  INSERT INTO latest SELECT store, MAX(day) AS day FROM sales GROUP BY store;
  FOR r IN (SELECT id FROM sales) LOOP
    INSERT INTO steps (id) VALUES (r.id);
  END LOOP;
  IF v_low > 0 THEN
    INSERT INTO log (id) SELECT id FROM sales;
  END IF;
  UPDATE corrected SET price = 0;
EXCEPTION
  WHEN OTHERS THEN
    INSERT INTO errors (id) SELECT id FROM sales;
END;
/`,
  ],
  [
    'postgres',
    `CREATE OR REPLACE FUNCTION load_sales(p_from date, p_to date) RETURNS void AS $$
DECLARE
  v_low int := 1;
BEGIN
  CREATE TEMP TABLE fresh AS SELECT id, store, day, price FROM sales WHERE day >= p_from AND day < p_to;
  DELETE FROM sales_copy WHERE day >= p_from AND day < p_to;
  INSERT INTO sales_copy (id, day, price) SELECT id, day, price FROM fresh WHERE price > v_low;
  INSERT INTO totals (store, p) SELECT store, sum(price) FROM fresh GROUP BY store ON CONFLICT (store) DO UPDATE SET p = excluded.p;
  TRUNCATE latest;
  INSERT INTO latest SELECT store, max(day) AS day FROM sales GROUP BY store;
  FOR i IN 1..3 LOOP
    INSERT INTO steps (id) SELECT id FROM sales WHERE store = i;
  END LOOP;
  IF v_low > 1 THEN
    INSERT INTO log (id) SELECT id FROM sales;
  ELSE
    INSERT INTO log (id) SELECT store FROM sales;
  END IF;
  UPDATE corrected c SET price = 0 FROM fresh f WHERE f.id = c.id;
  EXECUTE 'DELETE FROM x';
END $$ LANGUAGE plpgsql;`,
  ],
  [
    'firebird',
    `CREATE OR ALTER PROCEDURE load_sales (p_from DATE, p_to DATE) AS
  DECLARE VARIABLE v_low INTEGER;
BEGIN
  v_low = 1;
  DELETE FROM sales_copy WHERE day >= :p_from AND day < :p_to;
  INSERT INTO sales_copy (id, day, price) SELECT id, day, price FROM sales WHERE day >= :p_from AND day < :p_to AND price > :v_low;
  MERGE INTO totals t USING (SELECT store, SUM(price) p FROM sales GROUP BY store) s ON t.store = s.store
    WHEN MATCHED THEN UPDATE SET t.p = s.p
    WHEN NOT MATCHED THEN INSERT (store, p) VALUES (s.store, s.p);
  DELETE FROM latest;
  INSERT INTO latest SELECT store, MAX(day) AS day FROM sales GROUP BY store;
  IF (v_low > 0) THEN
    INSERT INTO log (id) SELECT id FROM sales;
  FOR SELECT id FROM sales INTO :v_low DO
    INSERT INTO steps (id) VALUES (:v_low);
  UPDATE OR INSERT INTO corrected (id) VALUES (1) MATCHING (id);
  EXECUTE STATEMENT 'DELETE FROM x';
END`,
  ],
  [
    'mysql',
    `CREATE PROCEDURE load_sales(IN p_from DATE, IN p_to DATE)
BEGIN
  DECLARE v_low INT DEFAULT 1;
  CREATE TEMPORARY TABLE fresh AS SELECT id, store, day, price FROM sales WHERE day >= p_from AND day < p_to;
  DELETE FROM sales_copy WHERE day >= p_from AND day < p_to;
  INSERT INTO sales_copy (id, day, price) SELECT id, day, price FROM fresh WHERE price > v_low;
  REPLACE INTO totals (store, p) SELECT store, SUM(price) FROM fresh GROUP BY store;
  TRUNCATE TABLE latest;
  INSERT INTO latest SELECT store, MAX(day) AS day FROM sales GROUP BY store;
  WHILE v_low < 9 DO
    INSERT INTO steps (id) SELECT id FROM sales WHERE store = v_low;
    SET v_low = v_low + 1;
  END WHILE;
  IF v_low > 1 THEN
    INSERT INTO log (id) SELECT id FROM sales;
  END IF;
  UPDATE corrected c JOIN sales s ON s.id = c.id SET c.price = 0;
END`,
  ],
];
