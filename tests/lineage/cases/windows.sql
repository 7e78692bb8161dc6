CREATE TABLE orders (id INTEGER, customer INTEGER, amount DECIMAL(10,2), day DATE, status VARCHAR, tags VARCHAR[], detail STRUCT(city VARCHAR, zip INTEGER));
CREATE TABLE customers (id INTEGER, name VARCHAR, country VARCHAR, born DATE, manager INTEGER);
CREATE TABLE prices (item INTEGER, valid_from DATE, price DOUBLE);

--- row_number depends on partition and order
SELECT row_number() OVER (PARTITION BY customer ORDER BY day) AS n FROM orders;
-- n <- orders.customer WINDOW, orders.day WINDOW
-- rows <- rows of orders

--- row_number over nothing
SELECT row_number() OVER () AS n FROM orders;
-- n <-
-- rows <- rows of orders

--- rank depends on the order
SELECT rank() OVER (ORDER BY amount DESC) AS place FROM orders;
-- place <- orders.amount WINDOW
-- rows <- rows of orders

--- a running sum is an AGGREGATION
SELECT sum(amount) OVER (PARTITION BY customer ORDER BY day) AS running FROM orders;
-- running <- orders.amount AGGREGATION, orders.customer WINDOW, orders.day WINDOW
-- rows <- rows of orders

--- lag picks a value
SELECT lag(amount) OVER (PARTITION BY customer ORDER BY day) AS before FROM orders;
-- before <- orders.amount TRANSFORMATION, orders.customer WINDOW, orders.day WINDOW
-- rows <- rows of orders

--- lag with offset and default
SELECT lag(amount, id, customer) OVER (ORDER BY day) AS before FROM orders;
-- before <- orders.amount TRANSFORMATION, orders.customer TRANSFORMATION, orders.day WINDOW, orders.id WINDOW
-- rows <- rows of orders

--- lead picks a value
SELECT lead(status) OVER (ORDER BY day) AS next FROM orders;
-- next <- orders.day WINDOW, orders.status TRANSFORMATION
-- rows <- rows of orders

--- first_value and last_value pick values
SELECT first_value(status) OVER w AS a, last_value(amount) OVER w AS b FROM orders WINDOW w AS (PARTITION BY customer ORDER BY day);
-- a <- orders.customer WINDOW, orders.day WINDOW, orders.status TRANSFORMATION
-- b <- orders.amount TRANSFORMATION, orders.customer WINDOW, orders.day WINDOW
-- rows <- rows of orders

--- nth_value picks a value
SELECT nth_value(status, 2) OVER (ORDER BY day) AS second FROM orders;
-- second <- orders.day WINDOW, orders.status TRANSFORMATION
-- rows <- rows of orders

--- ntile deals out rows
SELECT ntile(4) OVER (ORDER BY amount) AS quartile FROM orders;
-- quartile <- orders.amount WINDOW
-- rows <- rows of orders

--- percent_rank, cume_dist and dense_rank
SELECT percent_rank() OVER (ORDER BY amount) AS p, cume_dist() OVER (ORDER BY day) AS c, dense_rank() OVER (ORDER BY id) AS d FROM orders;
-- p <- orders.amount WINDOW
-- c <- orders.day WINDOW
-- d <- orders.id WINDOW
-- rows <- rows of orders

--- a frame of rows
SELECT avg(amount) OVER (ORDER BY day ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS mean FROM orders;
-- mean <- orders.amount AGGREGATION, orders.day WINDOW
-- rows <- rows of orders

--- a frame of range with a distance
SELECT sum(amount) OVER (ORDER BY day RANGE BETWEEN INTERVAL 7 DAYS PRECEDING AND CURRENT ROW) AS week FROM orders;
-- week <- orders.amount AGGREGATION, orders.day WINDOW
-- rows <- rows of orders

--- a frame of groups
SELECT sum(amount) OVER (ORDER BY day GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS x FROM orders;
-- x <- orders.amount AGGREGATION, orders.day WINDOW
-- rows <- rows of orders

--- EXCLUDE changes no source
SELECT sum(amount) OVER (ORDER BY day ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) AS before FROM orders;
-- before <- orders.amount AGGREGATION, orders.day WINDOW
-- rows <- rows of orders

--- a FILTER on a window aggregate
SELECT sum(amount) FILTER (WHERE status = 'paid') OVER (PARTITION BY customer) AS paid FROM orders;
-- paid <- orders.amount AGGREGATION, orders.customer WINDOW, orders.status FILTER
-- rows <- rows of orders

--- DISTINCT in a window aggregate
SELECT count(DISTINCT status) OVER (PARTITION BY customer) AS n FROM orders;
-- n <- orders.customer WINDOW, orders.status AGGREGATION masked
-- rows <- rows of orders

--- IGNORE NULLS changes no source
SELECT first_value(status IGNORE NULLS) OVER (ORDER BY day) AS s FROM orders;
-- s <- orders.day WINDOW, orders.status TRANSFORMATION
-- rows <- rows of orders

--- an order inside a window call sorts
SELECT first_value(status ORDER BY amount) OVER (PARTITION BY customer) AS s FROM orders;
-- s <- orders.amount SORT, orders.customer WINDOW, orders.status TRANSFORMATION
-- rows <- rows of orders

--- a window over a group
SELECT customer, sum(sum(amount)) OVER (ORDER BY customer) AS running FROM orders GROUP BY customer;
-- customer <- orders.customer IDENTITY
-- running <- orders.amount AGGREGATION, orders.customer WINDOW
-- rows <- orders.customer GROUP_BY, rows of orders

--- a window in an expression
SELECT amount - avg(amount) OVER (PARTITION BY customer) AS gap FROM orders;
-- gap <- orders.amount AGGREGATION, orders.amount TRANSFORMATION, orders.customer WINDOW
-- rows <- rows of orders

--- a window without order over a sorted subquery depends on the sorting
SELECT row_number() OVER () AS n FROM (SELECT id FROM orders ORDER BY day);
-- n <- orders.day SORT
-- rows <- orders.day SORT, rows of orders

--- a window value filtered outside
SELECT id FROM (SELECT id, rank() OVER (PARTITION BY customer ORDER BY amount DESC) AS place FROM orders) WHERE place = 1;
-- id <- orders.id IDENTITY
-- rows <- orders.amount WINDOW, orders.customer WINDOW, rows of orders

--- fill interpolates
SELECT fill(amount::DOUBLE) OVER (ORDER BY day) AS x FROM orders;
-- x <- orders.amount TRANSFORMATION, orders.day WINDOW
-- rows <- rows of orders
