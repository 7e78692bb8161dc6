CREATE TABLE orders (id INTEGER, customer INTEGER, amount DECIMAL(10,2), day DATE, status VARCHAR, tags VARCHAR[], detail STRUCT(city VARCHAR, zip INTEGER));
CREATE TABLE customers (id INTEGER, name VARCHAR, country VARCHAR, born DATE, manager INTEGER);
CREATE TABLE prices (item INTEGER, valid_from DATE, price DOUBLE);

--- PIVOT aggregates for each value
PIVOT orders ON status IN ('a', 'b') USING sum(amount) GROUP BY customer;
-- customer <- orders.customer IDENTITY
-- a <- orders.amount AGGREGATION, orders.status FILTER
-- b <- orders.amount AGGREGATION, orders.status FILTER
-- rows <- orders.customer GROUP_BY, rows of orders

--- PIVOT with two aggregates
PIVOT orders ON status IN ('a') USING sum(amount) AS total, max(day) AS last GROUP BY customer;
-- customer <- orders.customer IDENTITY
-- a_total <- orders.amount AGGREGATION, orders.status FILTER
-- a_last <- orders.day AGGREGATION, orders.status FILTER
-- rows <- orders.customer GROUP_BY, rows of orders

--- PIVOT without GROUP BY groups by what is left
PIVOT (SELECT customer, status, amount FROM orders) ON status IN ('a') USING sum(amount);
-- customer <- orders.customer IDENTITY
-- a <- orders.amount AGGREGATION, orders.status FILTER
-- rows <- orders.customer GROUP_BY, rows of orders

--- standard PIVOT in FROM
SELECT * FROM (SELECT customer, status, amount FROM orders) PIVOT (sum(amount) FOR status IN ('a', 'b'));
-- customer <- orders.customer IDENTITY
-- a <- orders.amount AGGREGATION, orders.status FILTER
-- b <- orders.amount AGGREGATION, orders.status FILTER
-- rows <- orders.customer GROUP_BY, rows of orders

--- PIVOT with many values uses the engine's own operator
PIVOT customers ON id IN (1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22) USING count(name) GROUP BY country;
-- country <- customers.country IDENTITY
-- 1 <- customers.id FILTER, customers.name AGGREGATION masked
-- 2 <- customers.id FILTER, customers.name AGGREGATION masked
-- 3 <- customers.id FILTER, customers.name AGGREGATION masked
-- 4 <- customers.id FILTER, customers.name AGGREGATION masked
-- 5 <- customers.id FILTER, customers.name AGGREGATION masked
-- 6 <- customers.id FILTER, customers.name AGGREGATION masked
-- 7 <- customers.id FILTER, customers.name AGGREGATION masked
-- 8 <- customers.id FILTER, customers.name AGGREGATION masked
-- 9 <- customers.id FILTER, customers.name AGGREGATION masked
-- 10 <- customers.id FILTER, customers.name AGGREGATION masked
-- 11 <- customers.id FILTER, customers.name AGGREGATION masked
-- 12 <- customers.id FILTER, customers.name AGGREGATION masked
-- 13 <- customers.id FILTER, customers.name AGGREGATION masked
-- 14 <- customers.id FILTER, customers.name AGGREGATION masked
-- 15 <- customers.id FILTER, customers.name AGGREGATION masked
-- 16 <- customers.id FILTER, customers.name AGGREGATION masked
-- 17 <- customers.id FILTER, customers.name AGGREGATION masked
-- 18 <- customers.id FILTER, customers.name AGGREGATION masked
-- 19 <- customers.id FILTER, customers.name AGGREGATION masked
-- 20 <- customers.id FILTER, customers.name AGGREGATION masked
-- 21 <- customers.id FILTER, customers.name AGGREGATION masked
-- 22 <- customers.id FILTER, customers.name AGGREGATION masked
-- rows <- customers.country GROUP_BY, customers.id GROUP_BY, rows of customers

--- UNPIVOT gives one value column from several
UNPIVOT customers ON id, manager INTO NAME which VALUE number;
-- name <- customers.name IDENTITY
-- country <- customers.country IDENTITY
-- born <- customers.born IDENTITY
-- which <-
-- number <- customers.id TRANSFORMATION, customers.manager TRANSFORMATION
-- rows <- customers.id FILTER, customers.manager FILTER, rows of customers

--- standard UNPIVOT in FROM
SELECT which, number FROM (SELECT id, manager FROM customers) UNPIVOT (number FOR which IN (id, manager));
-- which <-
-- number <- customers.id TRANSFORMATION, customers.manager TRANSFORMATION
-- rows <- customers.id FILTER, customers.manager FILTER, rows of customers

--- UNPIVOT INCLUDE NULLS filters nothing
SELECT number FROM (SELECT id, manager FROM customers) UNPIVOT INCLUDE NULLS (number FOR which IN (id, manager));
-- number <- customers.id TRANSFORMATION, customers.manager TRANSFORMATION
-- rows <- rows of customers
