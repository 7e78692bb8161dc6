SET TERM ^ ;
CREATE SEQUENCE gen_order^
CREATE SEQUENCE gen_stock^
CREATE EXCEPTION no_stock 'There is not enough of it.'^
CREATE DOMAIN money AS NUMERIC(12,2) DEFAULT 0^
CREATE TABLE customer (id INTEGER NOT NULL PRIMARY KEY, family_name VARCHAR(60), first_name VARCHAR(60), full_name COMPUTED BY (first_name || ' ' || family_name), country CHAR(2), credit money)^
CREATE TABLE article (code VARCHAR(20) NOT NULL PRIMARY KEY, label VARCHAR(80), price money, stock INTEGER, vat NUMERIC(5,2), gross COMPUTED BY (price * (1 + vat / 100)))^
CREATE TABLE order_line (order_id INTEGER NOT NULL, pos INTEGER NOT NULL, article_code VARCHAR(20), quantity INTEGER, amount money, PRIMARY KEY (order_id, pos))^
CREATE TABLE orders (id INTEGER NOT NULL PRIMARY KEY, customer_id INTEGER, placed_on DATE, state CHAR(1), total COMPUTED BY ((SELECT SUM(l.amount) FROM order_line l WHERE l.order_id = orders.id)))^
CREATE TABLE movement (id INTEGER NOT NULL PRIMARY KEY, article_code VARCHAR(20), quantity INTEGER, at_time TIMESTAMP)^
CREATE TABLE parts (code VARCHAR(20) NOT NULL, part_of VARCHAR(20))^
CREATE VIEW v_order (id, customer, placed_on, total) AS
  SELECT o.id, c.full_name, o.placed_on, o.total FROM orders o JOIN customer c ON c.id = o.customer_id WHERE o.state <> 'X'^
CREATE VIEW v_by_country AS
  SELECT c.country, EXTRACT(YEAR FROM o.placed_on) AS in_year, SUM(v.total) AS total
  FROM v_order v JOIN orders o ON o.id = v.id JOIN customer c ON c.id = o.customer_id GROUP BY 1, 2 HAVING SUM(v.total) > 0^
CREATE VIEW v_top AS
  SELECT FIRST 10 SKIP 0 t.country, t.total, RANK() OVER (ORDER BY t.total DESC) AS place FROM v_by_country t ORDER BY t.total DESC^
CREATE VIEW v_parts AS
  WITH RECURSIVE tree AS (
    SELECT p.code, p.part_of, 1 AS depth FROM parts p WHERE p.part_of IS NULL
    UNION ALL SELECT p.code, p.part_of, t.depth + 1 FROM parts p JOIN tree t ON t.code = p.part_of)
  SELECT tree.code, tree.depth, a.label FROM tree LEFT JOIN article a ON a.code = tree.code^
CREATE FUNCTION stock_of (code VARCHAR(20)) RETURNS INTEGER AS
BEGIN
  RETURN (SELECT a.stock FROM article a WHERE a.code = :code);
END^
CREATE FUNCTION next_order RETURNS INTEGER AS
BEGIN
  RETURN GEN_ID(gen_order, 1);
END^
CREATE PROCEDURE orders_of (customer INTEGER) RETURNS (id INTEGER, total NUMERIC(12,2)) AS
BEGIN
  FOR SELECT o.id, o.total FROM orders o WHERE o.customer_id = :customer ORDER BY o.placed_on INTO :id, :total DO SUSPEND;
END^
CREATE PROCEDURE take (code VARCHAR(20), quantity INTEGER) AS
BEGIN
  IF (stock_of(:code) < :quantity) THEN EXCEPTION no_stock;
  UPDATE article a SET a.stock = a.stock - :quantity WHERE a.code = :code;
  INSERT INTO movement (id, article_code, quantity, at_time) VALUES (NEXT VALUE FOR gen_stock, :code, -:quantity, CURRENT_TIMESTAMP);
END^
CREATE PROCEDURE place_order (customer INTEGER, code VARCHAR(20), quantity INTEGER) RETURNS (id INTEGER) AS
  DECLARE price NUMERIC(12,2);
BEGIN
  id = next_order();
  SELECT a.price FROM article a WHERE a.code = :code INTO :price;
  INSERT INTO orders (id, customer_id, placed_on, state) VALUES (:id, :customer, CURRENT_DATE, 'N');
  INSERT INTO order_line (order_id, pos, article_code, quantity, amount) VALUES (:id, 1, :code, :quantity, :price * :quantity) RETURNING amount INTO :price;
  EXECUTE PROCEDURE take(:code, :quantity);
  UPDATE OR INSERT INTO customer (id, credit) VALUES (:customer, :price) MATCHING (id);
  SUSPEND;
END^
CREATE PROCEDURE credit_of (customer INTEGER) RETURNS (left_over NUMERIC(12,2)) AS
BEGIN
  SELECT c.credit - COALESCE((SELECT SUM(x.total) FROM orders_of(c.id) x), 0) FROM customer c WHERE c.id = :customer INTO :left_over;
  SUSPEND;
END^
CREATE PACKAGE nightly AS
BEGIN
  PROCEDURE tidy (before_day DATE);
  FUNCTION open_orders RETURNS INTEGER;
END^
CREATE PACKAGE BODY nightly AS
BEGIN
  PROCEDURE drop_lines (order_id INTEGER) AS
  BEGIN
    DELETE FROM order_line l WHERE l.order_id = :order_id;
  END
  PROCEDURE tidy (before_day DATE) AS
    DECLARE id INTEGER;
  BEGIN
    FOR SELECT o.id FROM orders o WHERE o.placed_on < :before_day AND o.state = 'X' INTO :id AS CURSOR c DO
    BEGIN
      EXECUTE PROCEDURE drop_lines(:id);
      DELETE FROM orders WHERE CURRENT OF c;
    END
  END
  FUNCTION open_orders RETURNS INTEGER AS
  BEGIN
    RETURN (SELECT COUNT(*) FROM v_order WHERE placed_on > DATEADD(-30 DAY TO CURRENT_DATE));
  END
END^
CREATE PROCEDURE night AS
BEGIN
  EXECUTE PROCEDURE nightly.tidy(DATEADD(-1 YEAR TO CURRENT_DATE));
END^
CREATE TRIGGER orders_bi FOR orders ACTIVE BEFORE INSERT OR UPDATE AS
BEGIN
  IF (NEW.id IS NULL) THEN NEW.id = GEN_ID(gen_order, 1);
  IF (UPDATING AND NEW.state <> OLD.state) THEN NEW.placed_on = CURRENT_DATE;
END^
CREATE TRIGGER movement_ai FOR movement ACTIVE AFTER INSERT AS
BEGIN
  MERGE INTO article a USING (SELECT m.article_code AS code, SUM(m.quantity) AS q FROM movement m WHERE m.article_code = NEW.article_code GROUP BY 1) s
    ON a.code = s.code WHEN MATCHED AND a.stock < 0 THEN UPDATE SET a.stock = s.q;
END^
SET TERM ; ^
COMMIT;
