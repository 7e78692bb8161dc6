CREATE TABLE orders (id INTEGER, customer INTEGER, amount DECIMAL(10,2), day DATE, status VARCHAR, tags VARCHAR[], detail STRUCT(city VARCHAR, zip INTEGER));
CREATE TABLE customers (id INTEGER, name VARCHAR, country VARCHAR, born DATE, manager INTEGER);
CREATE TABLE prices (item INTEGER, valid_from DATE, price DOUBLE);

--- a scalar subquery is a value of its own rows
SELECT id, (SELECT max(price) FROM prices) AS top FROM orders;
-- id <- orders.id IDENTITY
-- top <- prices.price AGGREGATION, rows of prices
-- rows <- rows of orders

--- a scalar subquery without an aggregate
SELECT (SELECT price FROM prices WHERE item = 1) AS p FROM orders;
-- p <- prices.item FILTER, prices.price IDENTITY, rows of prices
-- rows <- rows of orders

--- a correlated scalar subquery filters by the outer column
SELECT (SELECT max(p.price) FROM prices p WHERE p.item = o.id) AS top FROM orders o;
-- top <- orders.id FILTER, prices.item FILTER, prices.price AGGREGATION, rows of prices
-- rows <- rows of orders

--- a correlated scalar subquery without an aggregate
SELECT (SELECT c.name FROM customers c WHERE c.id = o.customer) AS name FROM orders o;
-- name <- customers.id FILTER, customers.name IDENTITY, orders.customer FILTER, rows of customers
-- rows <- rows of orders

--- a correlated column in the subquery's list is a value
SELECT (SELECT max(p.price) + o.amount FROM prices p) AS x FROM orders o;
-- x <- orders.amount TRANSFORMATION, prices.price AGGREGATION, rows of prices
-- rows <- rows of orders

--- a correlated count
SELECT (SELECT count(*) FROM prices p WHERE p.item = o.id) AS n FROM orders o;
-- n <- orders.id FILTER, prices.item FILTER, rows of prices
-- rows <- rows of orders

--- a correlated subquery with order and limit
SELECT (SELECT p.price FROM prices p WHERE p.item = o.id ORDER BY p.valid_from DESC LIMIT 1) AS last FROM orders o;
-- last <- orders.id FILTER, prices.item FILTER, prices.price IDENTITY, prices.valid_from SORT, rows of prices
-- rows <- rows of orders

--- EXISTS filters by the rows of its subquery
SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM prices);
-- id <- orders.id IDENTITY
-- rows <- rows of orders, rows of prices

--- a correlated EXISTS
SELECT o.id FROM orders o WHERE EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer AND c.country = 'FR');
-- id <- orders.id IDENTITY
-- rows <- customers.country FILTER, customers.id FILTER, orders.customer FILTER, rows of customers, rows of orders

--- NOT EXISTS
SELECT o.id FROM orders o WHERE NOT EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer);
-- id <- orders.id IDENTITY
-- rows <- customers.id FILTER, orders.customer FILTER, rows of customers, rows of orders

--- EXISTS as a value
SELECT EXISTS (SELECT 1 FROM customers c WHERE c.id = o.customer) AS known FROM orders o;
-- known <- customers.id FILTER, orders.customer FILTER, rows of customers
-- rows <- rows of orders

--- IN with a subquery compares both sides
SELECT id FROM orders WHERE customer IN (SELECT id FROM customers);
-- id <- orders.id IDENTITY
-- rows <- customers.id FILTER, orders.customer FILTER, rows of customers, rows of orders

--- IN with a filtered subquery
SELECT id FROM orders WHERE customer IN (SELECT id FROM customers WHERE country = 'FR');
-- id <- orders.id IDENTITY
-- rows <- customers.country FILTER, customers.id FILTER, orders.customer FILTER, rows of customers, rows of orders

--- NOT IN with a subquery
SELECT id FROM orders WHERE customer NOT IN (SELECT id FROM customers);
-- id <- orders.id IDENTITY
-- rows <- customers.id FILTER, orders.customer FILTER, rows of customers, rows of orders

--- IN as a value
SELECT customer IN (SELECT id FROM customers) AS known FROM orders;
-- known <- customers.id TRANSFORMATION, orders.customer TRANSFORMATION, rows of customers
-- rows <- rows of orders

--- IN with a correlated subquery
SELECT id FROM orders o WHERE customer IN (SELECT c.id FROM customers c WHERE c.country = o.status);
-- id <- orders.id IDENTITY
-- rows <- customers.country FILTER, customers.id FILTER, orders.customer FILTER, orders.status FILTER, rows of customers, rows of orders

--- IN with a row
SELECT id FROM orders WHERE (id, day) IN (SELECT item, valid_from FROM prices);
-- id <- orders.id IDENTITY
-- rows <- orders.day FILTER, orders.id FILTER, prices.item FILTER, prices.valid_from FILTER, rows of orders, rows of prices

--- a comparison with ALL
SELECT id FROM orders WHERE amount > ALL (SELECT price FROM prices);
-- id <- orders.id IDENTITY
-- rows <- orders.amount FILTER, prices.price FILTER, rows of orders, rows of prices

--- a comparison with ANY
SELECT id FROM orders WHERE amount > ANY (SELECT price FROM prices);
-- id <- orders.id IDENTITY
-- rows <- orders.amount FILTER, prices.price FILTER, rows of orders, rows of prices

--- a lateral join aggregates for each row
SELECT o.id, t.total FROM orders o, LATERAL (SELECT sum(p.price) AS total FROM prices p WHERE p.item = o.id) t;
-- id <- orders.id IDENTITY
-- total <- orders.id FILTER, prices.item FILTER, prices.price AGGREGATION, rows of prices
-- rows <- rows of orders

--- a lateral join with several rows
SELECT o.id, t.price FROM orders o, LATERAL (SELECT p.price FROM prices p WHERE p.item = o.id) t;
-- id <- orders.id IDENTITY
-- price <- prices.price IDENTITY
-- rows <- orders.id FILTER, prices.item FILTER, rows of orders, rows of prices

--- a left lateral join with a limit
SELECT o.id, t.price FROM orders o LEFT JOIN LATERAL (SELECT p.price FROM prices p WHERE p.item = o.id ORDER BY p.valid_from DESC LIMIT 1) t ON true;
-- id <- orders.id IDENTITY
-- price <- prices.price IDENTITY
-- rows <- orders.id FILTER, prices.item FILTER, prices.valid_from SORT, rows of orders, rows of prices

--- a nested correlation reads two levels up
SELECT (SELECT max(p.price) FROM prices p WHERE p.item IN (SELECT c.id FROM customers c WHERE c.id = o.customer)) AS x FROM orders o;
-- x <- customers.id FILTER, orders.customer FILTER, prices.item FILTER, prices.price AGGREGATION, rows of customers, rows of prices
-- rows <- rows of orders

--- a subquery in a subquery with both outer columns
SELECT (SELECT count(*) FROM customers c WHERE c.id = o.customer AND EXISTS (SELECT 1 FROM prices p WHERE p.item = c.manager AND p.price > o.amount)) AS n FROM orders o;
-- n <- customers.id FILTER, customers.manager FILTER, orders.amount FILTER, orders.customer FILTER, prices.item FILTER, prices.price FILTER, rows of customers, rows of prices
-- rows <- rows of orders

--- a subquery in GROUP BY's aggregate filter
SELECT customer, sum(amount) FILTER (WHERE id IN (SELECT item FROM prices)) AS x FROM orders GROUP BY customer;
-- customer <- orders.customer IDENTITY
-- x <- orders.amount AGGREGATION, orders.id FILTER, prices.item FILTER, rows of prices
-- rows <- orders.customer GROUP_BY, rows of orders

--- a subquery in HAVING
SELECT customer FROM orders GROUP BY customer HAVING sum(amount) > (SELECT avg(price) FROM prices);
-- customer <- orders.customer IDENTITY
-- rows <- orders.amount FILTER, orders.customer GROUP_BY, prices.price FILTER, rows of orders, rows of prices

--- a subquery in ORDER BY
SELECT id FROM orders o ORDER BY (SELECT max(p.price) FROM prices p WHERE p.item = o.id);
-- id <- orders.id IDENTITY
-- rows <- orders.id FILTER, prices.item FILTER, prices.price SORT, rows of orders, rows of prices

--- a subquery in a CASE
SELECT CASE WHEN (SELECT count(*) FROM prices) > 3 THEN amount END AS x FROM orders;
-- x <- orders.amount TRANSFORMATION, rows of prices
-- rows <- rows of orders

--- ARRAY of a subquery
SELECT ARRAY(SELECT p.price FROM prices p WHERE p.item = o.id ORDER BY p.valid_from) AS history FROM orders o;
-- history <- orders.id FILTER, prices.item FILTER, prices.price AGGREGATION, prices.valid_from SORT, rows of prices
-- rows <- rows of orders

--- a correlated window
SELECT (SELECT max(n) FROM (SELECT row_number() OVER (PARTITION BY p.item ORDER BY p.price) AS n FROM prices p WHERE p.item = o.id)) AS n FROM orders o;
-- n <- orders.id FILTER, prices.item FILTER, prices.item WINDOW, prices.price WINDOW, rows of prices
-- rows <- rows of orders

--- a correlated union
SELECT (SELECT sum(x) FROM (SELECT p.price AS x FROM prices p WHERE p.item = o.id UNION ALL SELECT c.manager FROM customers c WHERE c.id = o.customer)) AS s FROM orders o;
-- s <- customers.id FILTER, customers.manager AGGREGATION, orders.customer FILTER, orders.id FILTER, prices.item FILTER, prices.price AGGREGATION, rows of customers, rows of prices
-- rows <- rows of orders

--- a correlated group
SELECT (SELECT max(n) FROM (SELECT c.country, count(*) AS n FROM customers c WHERE c.manager = o.customer GROUP BY c.country)) AS n FROM orders o;
-- n <- customers.country GROUP_BY, customers.manager FILTER, orders.customer FILTER, rows of customers
-- rows <- rows of orders
