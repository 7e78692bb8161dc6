CREATE TABLE orders (id INTEGER, customer INTEGER, amount DECIMAL(10,2), day DATE, status VARCHAR, tags VARCHAR[], detail STRUCT(city VARCHAR, zip INTEGER));
CREATE TABLE customers (id INTEGER, name VARCHAR, country VARCHAR, born DATE, manager INTEGER);
CREATE TABLE prices (item INTEGER, valid_from DATE, price DOUBLE);

--- a CTE is seen through
WITH t AS (SELECT id, amount * 2 AS twice FROM orders) SELECT twice FROM t;
-- twice <- orders.amount TRANSFORMATION
-- rows <- rows of orders

--- a CTE read twice
WITH t AS (SELECT customer, sum(amount) AS total FROM orders GROUP BY customer) SELECT a.total, b.total AS other FROM t a JOIN t b ON a.customer = b.customer + 1;
-- total <- orders.amount AGGREGATION
-- other <- orders.amount AGGREGATION
-- rows <- orders.customer GROUP_BY, orders.customer JOIN, rows of orders

--- a chain of CTEs
WITH a AS (SELECT id, amount FROM orders WHERE status = 'x'), b AS (SELECT id, amount + 1 AS amount FROM a) SELECT amount FROM b;
-- amount <- orders.amount TRANSFORMATION
-- rows <- orders.status FILTER, rows of orders

--- an unused CTE reads nothing
WITH unused AS (SELECT * FROM prices) SELECT id FROM orders;
-- id <- orders.id IDENTITY
-- rows <- rows of orders

--- a materialised CTE is seen through
WITH t AS MATERIALIZED (SELECT id FROM orders) SELECT id FROM t;
-- id <- orders.id IDENTITY
-- rows <- rows of orders

--- column aliases of a CTE
WITH t(x) AS (SELECT id FROM orders) SELECT x FROM t;
-- x <- orders.id IDENTITY
-- rows <- rows of orders

--- a CTE inside a subquery
SELECT x FROM (WITH t AS (SELECT id AS x FROM orders) SELECT x FROM t);
-- x <- orders.id IDENTITY
-- rows <- rows of orders

--- a recursive CTE goes round
WITH RECURSIVE t(id, boss) AS (SELECT id, manager FROM customers WHERE manager IS NULL UNION ALL SELECT c.id, t.boss FROM customers c JOIN t ON c.manager = t.id) SELECT id, boss FROM t;
-- id <- customers.id IDENTITY
-- boss <- customers.manager IDENTITY
-- rows <- customers.id JOIN, customers.manager FILTER, customers.manager JOIN, rows of customers

--- a recursive CTE that counts
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 10) SELECT n FROM t;
-- n <-
-- rows <-

--- a recursive CTE that carries a path
WITH RECURSIVE t(id, path) AS (SELECT id, name FROM customers WHERE manager IS NULL UNION ALL SELECT c.id, t.path || '/' || c.name FROM customers c JOIN t ON c.manager = t.id) SELECT path FROM t;
-- path <- customers.name IDENTITY, customers.name TRANSFORMATION
-- rows <- customers.id JOIN, customers.manager FILTER, customers.manager JOIN, rows of customers

--- a recursive CTE with UNION compares rows
WITH RECURSIVE t(id) AS (SELECT id FROM customers UNION SELECT c.manager FROM customers c JOIN t ON c.id = t.id) SELECT id FROM t;
-- id <- customers.id IDENTITY, customers.manager IDENTITY
-- rows <- customers.id GROUP_BY, customers.id JOIN, customers.manager GROUP_BY, customers.manager JOIN, rows of customers

--- columns that swap places in each round have each other's sources
WITH RECURSIVE t(a, b, n) AS (SELECT id, customer, 1 FROM orders UNION ALL SELECT b, a, n + 1 FROM t WHERE n < 3) SELECT a FROM t;
-- a <- orders.customer IDENTITY, orders.id IDENTITY
-- rows <- rows of orders

--- a recursive CTE USING KEY
WITH RECURSIVE t(id, n) USING KEY (id) AS (SELECT id, 1 FROM customers UNION SELECT t.id, t.n + 1 FROM t WHERE t.n < 3) SELECT id, n FROM t;
-- id <- customers.id IDENTITY
-- n <-
-- rows <- customers.id GROUP_BY, rows of customers

--- a correlated CTE
SELECT (WITH t AS (SELECT p.price FROM prices p WHERE p.item = o.id) SELECT max(price) FROM t) AS x FROM orders o;
-- x <- orders.id FILTER, prices.item FILTER, prices.price AGGREGATION, rows of prices
-- rows <- rows of orders
