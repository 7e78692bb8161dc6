CREATE TABLE orders (id INTEGER, customer INTEGER, amount DECIMAL(10,2), day DATE, status VARCHAR, tags VARCHAR[], detail STRUCT(city VARCHAR, zip INTEGER));
CREATE TABLE customers (id INTEGER, name VARCHAR, country VARCHAR, born DATE, manager INTEGER);
CREATE TABLE prices (item INTEGER, valid_from DATE, price DOUBLE);
CREATE MACRO plus_one(x) AS x + 1;
CREATE MACRO of_country(c) AS TABLE SELECT id, name FROM customers WHERE country = c;
CREATE VIEW french AS SELECT id, upper(name) AS name FROM customers WHERE country = 'FR';

--- a column that passes is IDENTITY
SELECT amount FROM orders;
-- amount <- orders.amount IDENTITY
-- rows <- rows of orders

--- a new name changes nothing
SELECT amount AS total FROM orders;
-- total <- orders.amount IDENTITY
-- rows <- rows of orders

--- a star is its columns
SELECT * FROM prices;
-- item <- prices.item IDENTITY
-- valid_from <- prices.valid_from IDENTITY
-- price <- prices.price IDENTITY
-- rows <- rows of prices

--- EXCLUDE leaves columns out
SELECT * EXCLUDE (born, manager) FROM customers;
-- id <- customers.id IDENTITY
-- name <- customers.name IDENTITY
-- country <- customers.country IDENTITY
-- rows <- rows of customers

--- REPLACE computes a column anew
SELECT * REPLACE (upper(name) AS name) FROM customers;
-- id <- customers.id IDENTITY
-- name <- customers.name TRANSFORMATION
-- country <- customers.country IDENTITY
-- born <- customers.born IDENTITY
-- manager <- customers.manager IDENTITY
-- rows <- rows of customers

--- RENAME keeps what it renames
SELECT * RENAME (price AS unit_price) FROM prices;
-- item <- prices.item IDENTITY
-- valid_from <- prices.valid_from IDENTITY
-- unit_price <- prices.price IDENTITY
-- rows <- rows of prices

--- COLUMNS expands by pattern
SELECT COLUMNS('.*name|country') FROM customers;
-- name <- customers.name IDENTITY
-- country <- customers.country IDENTITY
-- rows <- rows of customers

--- COLUMNS in an expression computes each
SELECT COLUMNS(* EXCLUDE (valid_from)) + 1 FROM prices;
-- item <- prices.item TRANSFORMATION
-- price <- prices.price TRANSFORMATION
-- rows <- rows of prices

--- arithmetic is a TRANSFORMATION of all it reads
SELECT id + customer * 2 AS x FROM orders;
-- x <- orders.customer TRANSFORMATION, orders.id TRANSFORMATION
-- rows <- rows of orders

--- a cast is a TRANSFORMATION
SELECT amount::DOUBLE AS amount FROM orders;
-- amount <- orders.amount TRANSFORMATION
-- rows <- rows of orders

--- TRY_CAST is a TRANSFORMATION
SELECT TRY_CAST(status AS INTEGER) AS code FROM orders;
-- code <- orders.status TRANSFORMATION
-- rows <- rows of orders

--- a constant comes from nowhere
SELECT 1 AS one, 'x' AS x FROM orders;
-- one <-
-- x <-
-- rows <- rows of orders

--- the same column twice is one source
SELECT id + id AS twice FROM orders;
-- twice <- orders.id TRANSFORMATION
-- rows <- rows of orders

--- a function of no column comes from nowhere
SELECT random() AS r, current_date AS today FROM orders;
-- r <-
-- today <-
-- rows <- rows of orders

--- concatenation reads both sides
SELECT name || ' (' || country || ')' AS label FROM customers;
-- label <- customers.country TRANSFORMATION, customers.name TRANSFORMATION
-- rows <- rows of customers

--- CASE takes values DIRECT and decides by conditions INDIRECT
SELECT CASE WHEN status = 'paid' THEN amount ELSE 0 END AS paid FROM orders;
-- paid <- orders.amount TRANSFORMATION, orders.status CONDITIONAL
-- rows <- rows of orders

--- a column that is value and condition is both
SELECT CASE WHEN amount > 0 THEN amount END AS positive FROM orders;
-- positive <- orders.amount CONDITIONAL, orders.amount TRANSFORMATION
-- rows <- rows of orders

--- a simple CASE compares its operand with each value
SELECT CASE status WHEN 'a' THEN id WHEN 'b' THEN customer END AS x FROM orders;
-- x <- orders.customer TRANSFORMATION, orders.id TRANSFORMATION, orders.status CONDITIONAL
-- rows <- rows of orders

--- nested CASE keeps inner conditions INDIRECT
SELECT CASE WHEN day IS NULL THEN 0 ELSE CASE WHEN status = 'x' THEN id ELSE customer END END AS x FROM orders;
-- x <- orders.customer TRANSFORMATION, orders.day CONDITIONAL, orders.id TRANSFORMATION, orders.status CONDITIONAL
-- rows <- rows of orders

--- IF is a CASE
SELECT if(status = 'paid', amount, NULL) AS paid FROM orders;
-- paid <- orders.amount TRANSFORMATION, orders.status CONDITIONAL
-- rows <- rows of orders

--- COALESCE reads all its arguments
SELECT COALESCE(name, country, 'unknown') AS label FROM customers;
-- label <- customers.country TRANSFORMATION, customers.name TRANSFORMATION
-- rows <- rows of customers

--- IFNULL is a COALESCE
SELECT ifnull(manager, id) AS boss FROM customers;
-- boss <- customers.id TRANSFORMATION, customers.manager TRANSFORMATION
-- rows <- rows of customers

--- NULLIF returns its first argument and decides by both
SELECT nullif(id, manager) AS x FROM customers;
-- x <- customers.id CONDITIONAL, customers.id TRANSFORMATION, customers.manager CONDITIONAL
-- rows <- rows of customers

--- a comparison is a value computed from both sides
SELECT id = manager AS own_boss FROM customers;
-- own_boss <- customers.id TRANSFORMATION, customers.manager TRANSFORMATION
-- rows <- rows of customers

--- BETWEEN reads three
SELECT id BETWEEN customer AND customer + 10 AS near FROM orders;
-- near <- orders.customer TRANSFORMATION, orders.id TRANSFORMATION
-- rows <- rows of orders

--- IN with a list reads all its members
SELECT id IN (1, 2, customer) AS x FROM orders;
-- x <- orders.customer TRANSFORMATION, orders.id TRANSFORMATION
-- rows <- rows of orders

--- IS NULL reads its operand
SELECT manager IS NULL AS top FROM customers;
-- top <- customers.manager TRANSFORMATION
-- rows <- rows of customers

--- AND and OR read their operands
SELECT id > 1 AND (customer > 2 OR status = 'x') AS x FROM orders;
-- x <- orders.customer TRANSFORMATION, orders.id TRANSFORMATION, orders.status TRANSFORMATION
-- rows <- rows of orders

--- LIKE reads its operand
SELECT name LIKE 'A%' AS a FROM customers;
-- a <- customers.name TRANSFORMATION
-- rows <- rows of customers

--- TRY reads its operand
SELECT TRY(1 / id) AS inverse FROM orders;
-- inverse <- orders.id TRANSFORMATION
-- rows <- rows of orders

--- a subquery in FROM is seen through
SELECT total FROM (SELECT amount * 2 AS total FROM orders);
-- total <- orders.amount TRANSFORMATION
-- rows <- rows of orders

--- aliases of columns are seen through
SELECT y FROM (SELECT id, amount FROM orders) AS q(x, y);
-- y <- orders.amount IDENTITY
-- rows <- rows of orders

--- an alias used in the same list is seen through
SELECT amount * 2 AS twice, twice + 1 AS more FROM orders;
-- twice <- orders.amount TRANSFORMATION
-- more <- orders.amount TRANSFORMATION
-- rows <- rows of orders

--- a VALUES list comes from nowhere
SELECT v.x, o.id FROM orders o, (VALUES (1), (2)) v(x);
-- x <-
-- id <- orders.id IDENTITY
-- rows <- rows of orders

--- a query without FROM comes from nowhere
SELECT 1 AS x;
-- x <-
-- rows <-

--- an SQL macro is seen through
SELECT plus_one(customer) AS x FROM orders;
-- x <- orders.customer TRANSFORMATION
-- rows <- rows of orders

--- a date part is a TRANSFORMATION
SELECT date_trunc('month', day) AS month, extract(year FROM day) AS year FROM orders;
-- month <- orders.day TRANSFORMATION
-- year <- orders.day TRANSFORMATION
-- rows <- rows of orders

--- a collated comparison reads its column
SELECT name COLLATE NOCASE = 'x' AS same FROM customers;
-- same <- customers.name TRANSFORMATION
-- rows <- rows of customers

--- FROM first reads as SELECT first
FROM orders SELECT id, amount WHERE status = 'x';
-- id <- orders.id IDENTITY
-- amount <- orders.amount IDENTITY
-- rows <- orders.status FILTER, rows of orders

--- positional references name columns
SELECT #1 AS first FROM prices;
-- first <- prices.item IDENTITY
-- rows <- rows of prices

--- a table macro is seen through
SELECT name FROM of_country('FR');
-- name <- customers.name IDENTITY
-- rows <- customers.country FILTER, rows of customers

--- a view is seen through
SELECT name FROM french;
-- name <- customers.name TRANSFORMATION
-- rows <- customers.country FILTER, rows of customers
