CREATE TABLE orders (id INTEGER, customer INTEGER, amount DECIMAL(10,2), day DATE, status VARCHAR, tags VARCHAR[], detail STRUCT(city VARCHAR, zip INTEGER));
CREATE TABLE customers (id INTEGER, name VARCHAR, country VARCHAR, born DATE, manager INTEGER);
CREATE TABLE prices (item INTEGER, valid_from DATE, price DOUBLE);

--- UNION ALL takes each column from both
SELECT id, day FROM orders UNION ALL SELECT item, valid_from FROM prices;
-- id <- orders.id IDENTITY, prices.item IDENTITY
-- day <- orders.day IDENTITY, prices.valid_from IDENTITY
-- rows <- rows of orders, rows of prices

--- UNION compares whole rows
SELECT id FROM orders UNION SELECT item FROM prices;
-- id <- orders.id IDENTITY, prices.item IDENTITY
-- rows <- orders.id GROUP_BY, prices.item GROUP_BY, rows of orders, rows of prices

--- UNION BY NAME lines columns up
SELECT id, status FROM orders UNION ALL BY NAME SELECT country AS status, id FROM customers;
-- id <- customers.id IDENTITY, orders.id IDENTITY
-- status <- customers.country IDENTITY, orders.status IDENTITY
-- rows <- rows of customers, rows of orders

--- UNION BY NAME fills what is missing with NULL
SELECT id, status FROM orders UNION ALL BY NAME SELECT name, id FROM customers;
-- id <- customers.id IDENTITY, orders.id IDENTITY
-- status <- orders.status IDENTITY
-- name <- customers.name IDENTITY
-- rows <- rows of customers, rows of orders

--- three arms
SELECT id FROM orders UNION ALL SELECT item FROM prices UNION ALL SELECT id FROM customers;
-- id <- customers.id IDENTITY, orders.id IDENTITY, prices.item IDENTITY
-- rows <- rows of customers, rows of orders, rows of prices

--- EXCEPT takes values from the left and rows from both
SELECT id FROM orders EXCEPT SELECT item FROM prices;
-- id <- orders.id IDENTITY
-- rows <- orders.id GROUP_BY, orders.id JOIN, prices.item JOIN, rows of orders, rows of prices

--- EXCEPT ALL
SELECT id, day FROM orders EXCEPT ALL SELECT item, valid_from FROM prices;
-- id <- orders.id IDENTITY
-- day <- orders.day IDENTITY
-- rows <- orders.day JOIN, orders.id JOIN, prices.item JOIN, prices.valid_from JOIN, rows of orders, rows of prices

--- INTERSECT takes values from the left and rows from both
SELECT id FROM orders INTERSECT SELECT id FROM customers;
-- id <- orders.id IDENTITY
-- rows <- customers.id JOIN, orders.id GROUP_BY, orders.id JOIN, rows of customers, rows of orders

--- INTERSECT ALL
SELECT id FROM orders INTERSECT ALL SELECT id FROM customers;
-- id <- orders.id IDENTITY
-- rows <- customers.id JOIN, orders.id JOIN, rows of customers, rows of orders

--- a filter in one arm filters the whole
SELECT id FROM orders WHERE status = 'x' UNION ALL SELECT item FROM prices;
-- id <- orders.id IDENTITY, prices.item IDENTITY
-- rows <- orders.status FILTER, rows of orders, rows of prices

--- an order over a union
SELECT id FROM orders UNION ALL SELECT item FROM prices ORDER BY 1 LIMIT 3;
-- id <- orders.id IDENTITY, prices.item IDENTITY
-- rows <- orders.id SORT, prices.item SORT, rows of orders, rows of prices

--- a union of different expressions
SELECT id AS x FROM orders UNION ALL SELECT item + 1 FROM prices;
-- x <- orders.id IDENTITY, prices.item TRANSFORMATION
-- rows <- rows of orders, rows of prices

--- a union with a constant arm
SELECT 'order' AS kind, id FROM orders UNION ALL SELECT 'price', item FROM prices;
-- kind <-
-- id <- orders.id IDENTITY, prices.item IDENTITY
-- rows <- rows of orders, rows of prices
