CREATE TABLE orders (id INTEGER, customer INTEGER, amount DECIMAL(10,2), day DATE, status VARCHAR, tags VARCHAR[], detail STRUCT(city VARCHAR, zip INTEGER));
CREATE TABLE customers (id INTEGER, name VARCHAR, country VARCHAR, born DATE, manager INTEGER);
CREATE TABLE prices (item INTEGER, valid_from DATE, price DOUBLE);

--- an inner join's condition decides rows
SELECT o.amount, c.name FROM orders o JOIN customers c ON o.customer = c.id;
-- amount <- orders.amount IDENTITY
-- name <- customers.name IDENTITY
-- rows <- customers.id JOIN, orders.customer JOIN, rows of customers, rows of orders

--- a left join's condition decides rows
SELECT o.amount, c.name FROM orders o LEFT JOIN customers c ON o.customer = c.id;
-- amount <- orders.amount IDENTITY
-- name <- customers.name IDENTITY
-- rows <- customers.id JOIN, orders.customer JOIN, rows of customers, rows of orders

--- a right join keeps the right rows
SELECT o.amount, c.name FROM orders o RIGHT JOIN customers c ON o.customer = c.id;
-- amount <- orders.amount IDENTITY
-- name <- customers.name IDENTITY
-- rows <- customers.id JOIN, orders.customer JOIN, rows of customers, rows of orders

--- a full join keeps both
SELECT o.amount, c.name FROM orders o FULL JOIN customers c ON o.customer = c.id;
-- amount <- orders.amount IDENTITY
-- name <- customers.name IDENTITY
-- rows <- customers.id JOIN, orders.customer JOIN, rows of customers, rows of orders

--- USING takes the left column
SELECT id, amount, name FROM orders JOIN customers USING (id);
-- id <- orders.id IDENTITY
-- amount <- orders.amount IDENTITY
-- name <- customers.name IDENTITY
-- rows <- customers.id JOIN, orders.id JOIN, rows of customers, rows of orders

--- USING in a full join takes the first that is there
SELECT id, amount FROM orders FULL JOIN customers USING (id);
-- id <- customers.id TRANSFORMATION, orders.id TRANSFORMATION
-- amount <- orders.amount IDENTITY
-- rows <- customers.id JOIN, orders.id JOIN, rows of customers, rows of orders

--- a natural join compares columns of one name
SELECT amount, name FROM orders NATURAL JOIN customers;
-- amount <- orders.amount IDENTITY
-- name <- customers.name IDENTITY
-- rows <- customers.id JOIN, orders.id JOIN, rows of customers, rows of orders

--- a comma join with WHERE filters
SELECT o.amount, c.name FROM orders o, customers c WHERE o.customer = c.id;
-- amount <- orders.amount IDENTITY
-- name <- customers.name IDENTITY
-- rows <- customers.id FILTER, orders.customer FILTER, rows of customers, rows of orders

--- a cross join has every pair
SELECT o.id, c.name FROM orders o CROSS JOIN customers c;
-- id <- orders.id IDENTITY
-- name <- customers.name IDENTITY
-- rows <- rows of customers, rows of orders

--- an inequality joins
SELECT o.id, p.price FROM orders o JOIN prices p ON o.id = p.item AND o.day >= p.valid_from;
-- id <- orders.id IDENTITY
-- price <- prices.price IDENTITY
-- rows <- orders.day JOIN, orders.id JOIN, prices.item JOIN, prices.valid_from JOIN, rows of orders, rows of prices

--- an OR in ON joins
SELECT o.id FROM orders o JOIN customers c ON o.customer = c.id OR o.status = c.country;
-- id <- orders.id IDENTITY
-- rows <- customers.country JOIN, customers.id JOIN, orders.customer JOIN, orders.status JOIN, rows of customers, rows of orders

--- a condition on one side of a left join filters that side
SELECT o.id, c.name FROM orders o LEFT JOIN customers c ON o.customer = c.id AND c.country = 'FR';
-- id <- orders.id IDENTITY
-- name <- customers.name IDENTITY
-- rows <- customers.country FILTER, customers.id JOIN, orders.customer JOIN, rows of customers, rows of orders

--- a self join tells nothing apart by name
SELECT c.name, m.name AS manager FROM customers c LEFT JOIN customers m ON c.manager = m.id;
-- name <- customers.name IDENTITY
-- manager <- customers.name IDENTITY
-- rows <- customers.id JOIN, customers.manager JOIN, rows of customers

--- a semi join decides rows by both sides
SELECT o.id FROM orders o SEMI JOIN customers c ON o.customer = c.id;
-- id <- orders.id IDENTITY
-- rows <- customers.id JOIN, orders.customer JOIN, rows of customers, rows of orders

--- an anti join decides rows by both sides
SELECT o.id FROM orders o ANTI JOIN customers c ON o.customer = c.id;
-- id <- orders.id IDENTITY
-- rows <- customers.id JOIN, orders.customer JOIN, rows of customers, rows of orders

--- a semi join with an OR
SELECT o.id FROM orders o SEMI JOIN customers c ON o.customer = c.id OR o.status = c.country;
-- id <- orders.id IDENTITY
-- rows <- customers.country JOIN, customers.id JOIN, orders.customer JOIN, orders.status JOIN, rows of customers, rows of orders

--- ASOF joins by equality and the nearest
SELECT o.id, p.price FROM orders o ASOF JOIN prices p ON o.id = p.item AND o.day >= p.valid_from;
-- id <- orders.id IDENTITY
-- price <- prices.price IDENTITY
-- rows <- orders.day JOIN, orders.id JOIN, prices.item JOIN, prices.valid_from JOIN, rows of orders, rows of prices

--- ASOF LEFT joins likewise
SELECT o.id, p.price FROM orders o ASOF LEFT JOIN prices p ON o.id = p.item AND o.day >= p.valid_from;
-- id <- orders.id IDENTITY
-- price <- prices.price IDENTITY
-- rows <- orders.day JOIN, orders.id JOIN, prices.item JOIN, prices.valid_from JOIN, rows of orders, rows of prices

--- a positional join pairs rows without a column
SELECT o.id, c.name FROM orders o POSITIONAL JOIN customers c;
-- id <- orders.id IDENTITY
-- name <- customers.name IDENTITY
-- rows <- rows of customers, rows of orders

--- three tables join step by step
SELECT o.id, c.name, p.price FROM orders o JOIN customers c ON o.customer = c.id LEFT JOIN prices p ON p.item = o.id;
-- id <- orders.id IDENTITY
-- name <- customers.name IDENTITY
-- price <- prices.price IDENTITY
-- rows <- customers.id JOIN, orders.customer JOIN, orders.id JOIN, prices.item JOIN, rows of customers, rows of orders, rows of prices

--- a join with a filtered subquery keeps its filter
SELECT o.id FROM orders o JOIN (SELECT id FROM customers WHERE country = 'FR') c ON o.customer = c.id;
-- id <- orders.id IDENTITY
-- rows <- customers.country FILTER, customers.id JOIN, orders.customer JOIN, rows of customers, rows of orders

--- a join with an aggregated subquery keeps its grouping
SELECT c.name, t.total FROM customers c LEFT JOIN (SELECT customer, sum(amount) AS total FROM orders GROUP BY customer) t ON t.customer = c.id;
-- name <- customers.name IDENTITY
-- total <- orders.amount AGGREGATION
-- rows <- customers.id JOIN, orders.customer GROUP_BY, orders.customer JOIN, rows of customers, rows of orders

--- a join condition on an expression reads through it
SELECT o.id FROM orders o JOIN customers c ON lower(o.status) = lower(c.country);
-- id <- orders.id IDENTITY
-- rows <- customers.country JOIN, orders.status JOIN, rows of customers, rows of orders

--- IS NOT DISTINCT FROM that the user wrote is a join condition
SELECT o.id FROM orders o JOIN customers c ON o.customer IS NOT DISTINCT FROM c.id;
-- id <- orders.id IDENTITY
-- rows <- customers.id JOIN, orders.customer JOIN, rows of customers, rows of orders

--- a join on true has every pair
SELECT o.id FROM orders o LEFT JOIN customers c ON true;
-- id <- orders.id IDENTITY
-- rows <- rows of customers, rows of orders
