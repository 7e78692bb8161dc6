CREATE TABLE orders (id INTEGER, customer INTEGER, amount DECIMAL(10,2), day DATE, status VARCHAR, tags VARCHAR[], detail STRUCT(city VARCHAR, zip INTEGER));
CREATE TABLE customers (id INTEGER, name VARCHAR, country VARCHAR, born DATE, manager INTEGER);
CREATE TABLE prices (item INTEGER, valid_from DATE, price DOUBLE);

--- a WHERE column decides rows and no value
SELECT id FROM orders WHERE status = 'paid';
-- id <- orders.id IDENTITY
-- rows <- orders.status FILTER, rows of orders

--- several conditions all decide
SELECT id FROM orders WHERE status = 'paid' AND day > DATE '2020-01-01' OR amount > 5;
-- id <- orders.id IDENTITY
-- rows <- orders.amount FILTER, orders.day FILTER, orders.status FILTER, rows of orders

--- a filtered column can also be a value
SELECT status FROM orders WHERE status <> 'x';
-- status <- orders.status IDENTITY
-- rows <- orders.status FILTER, rows of orders

--- a computed column keeps its sources when it is filtered outside
SELECT x FROM (SELECT id + customer AS x, day FROM orders) WHERE x > 1;
-- x <- orders.customer TRANSFORMATION, orders.id TRANSFORMATION
-- rows <- orders.customer FILTER, orders.id FILTER, rows of orders

--- a condition inside a CASE in WHERE stays CONDITIONAL
SELECT id FROM orders WHERE CASE WHEN status = 'a' THEN amount ELSE 0 END > 10;
-- id <- orders.id IDENTITY
-- rows <- orders.amount FILTER, orders.status CONDITIONAL, rows of orders

--- HAVING filters groups by what it aggregates
SELECT customer FROM orders GROUP BY customer HAVING sum(amount) > 100;
-- customer <- orders.customer IDENTITY
-- rows <- orders.amount FILTER, orders.customer GROUP_BY, rows of orders

--- QUALIFY filters by a window function
SELECT id FROM orders QUALIFY row_number() OVER (PARTITION BY customer ORDER BY day DESC) = 1;
-- id <- orders.id IDENTITY
-- rows <- orders.customer WINDOW, orders.day WINDOW, rows of orders

--- WHERE false still names nothing
SELECT id FROM orders WHERE false;
-- id <- orders.id IDENTITY
-- rows <- rows of orders

--- a LIMIT without order keeps rows by nothing that is read
SELECT id FROM orders LIMIT 10;
-- id <- orders.id IDENTITY
-- rows <- rows of orders

--- a LIMIT with ORDER BY keeps rows by the order
SELECT id FROM orders ORDER BY amount DESC LIMIT 10;
-- id <- orders.id IDENTITY
-- rows <- orders.amount SORT, rows of orders

--- ORDER BY alone orders rows
SELECT id FROM orders ORDER BY day, amount;
-- id <- orders.id IDENTITY
-- rows <- orders.amount SORT, orders.day SORT, rows of orders

--- ORDER BY an output column
SELECT amount * 2 AS twice FROM orders ORDER BY twice;
-- twice <- orders.amount TRANSFORMATION
-- rows <- orders.amount SORT, rows of orders

--- ORDER BY ALL orders by every column
SELECT id, day FROM orders ORDER BY ALL;
-- id <- orders.id IDENTITY
-- day <- orders.day IDENTITY
-- rows <- orders.day SORT, orders.id SORT, rows of orders

--- LIMIT with a percentage
SELECT id FROM orders ORDER BY day LIMIT 10%;
-- id <- orders.id IDENTITY
-- rows <- orders.day SORT, rows of orders

--- a computed LIMIT filters by what computes it
SELECT id FROM orders LIMIT (SELECT max(item) FROM prices);
-- id <- orders.id IDENTITY
-- rows <- prices.item FILTER, rows of orders, rows of prices

--- OFFSET is decided by the order too
SELECT id FROM orders ORDER BY day OFFSET 3;
-- id <- orders.id IDENTITY
-- rows <- orders.day SORT, rows of orders

--- DISTINCT keeps rows by all its columns
SELECT DISTINCT customer, status FROM orders;
-- customer <- orders.customer IDENTITY
-- status <- orders.status IDENTITY
-- rows <- orders.customer GROUP_BY, orders.status GROUP_BY, rows of orders

--- DISTINCT ON keeps rows by its keys and the order
SELECT DISTINCT ON (customer) customer, amount FROM orders ORDER BY customer, day DESC;
-- customer <- orders.customer IDENTITY
-- amount <- orders.amount IDENTITY
-- rows <- orders.customer GROUP_BY, orders.customer SORT, orders.day SORT, rows of orders

--- DISTINCT over an expression
SELECT DISTINCT upper(status) AS status FROM orders;
-- status <- orders.status TRANSFORMATION
-- rows <- orders.status GROUP_BY, rows of orders

--- a SAMPLE reads no column
SELECT id FROM orders USING SAMPLE 10%;
-- id <- orders.id IDENTITY
-- rows <- rows of orders

--- TABLESAMPLE reads no column
SELECT id FROM orders TABLESAMPLE reservoir(10 ROWS) REPEATABLE (42);
-- id <- orders.id IDENTITY
-- rows <- rows of orders
