CREATE TABLE customer (id integer PRIMARY KEY, name text, "Home Town" text, born date, manager integer);
CREATE TABLE "Order" (id integer PRIMARY KEY, customer_id integer, placed timestamp, total numeric(12,2), state text, note text);
CREATE TABLE line (order_id integer, product_id integer, quantity integer, price numeric(10,2));
CREATE TABLE product (product_id integer PRIMARY KEY, label text, colours text[], discontinued boolean);
CREATE VIEW town AS SELECT c.id, c."Home Town" AS town FROM customer c WHERE c.born IS NOT NULL;
CREATE VIEW everything AS SELECT * FROM "Order";
CREATE VIEW big_orders AS SELECT e.id, e.total, t.town FROM everything e JOIN town t ON t.id = e.customer_id WHERE e.state <> 'void' ORDER BY e.placed;
CREATE VIEW spent AS
  WITH paid AS (SELECT customer_id, sum(total) FILTER (WHERE state = 'paid') AS amount FROM "Order" GROUP BY customer_id)
  SELECT c.name, p.amount, rank() OVER (PARTITION BY c."Home Town" ORDER BY p.amount DESC) AS place FROM customer c LEFT JOIN paid p ON p.customer_id = c.id;
CREATE VIEW sold AS SELECT product_id, p.label, sum(l.quantity * l.price) AS turnover FROM line l JOIN product p USING (product_id) GROUP BY product_id, p.label HAVING count(l.order_id) > 1;
CREATE VIEW latest AS SELECT DISTINCT ON (customer_id) customer_id, id, placed FROM "Order" ORDER BY customer_id, placed DESC;
CREATE VIEW never AS SELECT p.label FROM product p WHERE NOT p.discontinued AND NOT EXISTS (SELECT 1 FROM line l WHERE l.product_id = p.product_id);
CREATE VIEW names (kind, label) AS SELECT 'customer', name FROM customer UNION SELECT 'product', label FROM product WHERE product_id > 10;
CREATE VIEW chain AS
  WITH RECURSIVE up AS (SELECT id, manager, 1 AS depth FROM customer WHERE manager IS NULL UNION ALL SELECT c.id, c.manager, up.depth + 1 FROM customer c JOIN up ON up.id = c.manager)
  SELECT id, depth FROM up;
CREATE VIEW last_lines AS SELECT o.id, x.product_id FROM "Order" o CROSS JOIN LATERAL (SELECT l.product_id FROM line l WHERE l.order_id = o.id ORDER BY l.quantity DESC LIMIT 1) x;
CREATE VIEW scalar AS SELECT c.id, (SELECT max(o.placed) FROM "Order" o WHERE o.customer_id = c.id) AS last_placed, CASE c.manager WHEN 1 THEN c.name END AS boss FROM customer c;
CREATE VIEW colours AS SELECT p.product_id, u.colour FROM product p CROSS JOIN unnest(p.colours) AS u(colour);
CREATE VIEW unused_inside AS SELECT q.id FROM (SELECT id, name, born FROM customer) q;
CREATE SCHEMA other;
CREATE TABLE other.customer (id integer, rating integer);
CREATE VIEW rated AS SELECT c.name, o.rating FROM customer c JOIN other.customer o ON o.id = c.id;
