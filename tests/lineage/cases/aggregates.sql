CREATE TABLE orders (id INTEGER, customer INTEGER, amount DECIMAL(10,2), day DATE, status VARCHAR, tags VARCHAR[], detail STRUCT(city VARCHAR, zip INTEGER));
CREATE TABLE customers (id INTEGER, name VARCHAR, country VARCHAR, born DATE, manager INTEGER);
CREATE TABLE prices (item INTEGER, valid_from DATE, price DOUBLE);

--- a sum is an AGGREGATION
SELECT sum(amount) AS total FROM orders;
-- total <- orders.amount AGGREGATION, rows of orders
-- rows <-

--- a sum over all rows depends on what filters them
SELECT sum(amount) AS total FROM orders WHERE status = 'paid';
-- total <- orders.amount AGGREGATION, orders.status FILTER, rows of orders
-- rows <-

--- groups decide rows, aggregates come from their argument
SELECT customer, sum(amount) AS total FROM orders GROUP BY customer;
-- customer <- orders.customer IDENTITY
-- total <- orders.amount AGGREGATION
-- rows <- orders.customer GROUP_BY, rows of orders

--- GROUP BY ALL groups by what is not aggregated
SELECT customer, status, max(day) AS last FROM orders GROUP BY ALL;
-- customer <- orders.customer IDENTITY
-- status <- orders.status IDENTITY
-- last <- orders.day AGGREGATION
-- rows <- orders.customer GROUP_BY, orders.status GROUP_BY, rows of orders

--- GROUP BY a position
SELECT customer, count(*) AS n FROM orders GROUP BY 1;
-- customer <- orders.customer IDENTITY
-- n <-
-- rows <- orders.customer GROUP_BY, rows of orders

--- GROUP BY an expression
SELECT date_trunc('month', day) AS month, sum(amount) AS total FROM orders GROUP BY date_trunc('month', day);
-- month <- orders.day TRANSFORMATION
-- total <- orders.amount AGGREGATION
-- rows <- orders.day GROUP_BY, rows of orders

--- a hidden grouping column decides rows only
SELECT sum(amount) AS total FROM orders GROUP BY customer;
-- total <- orders.amount AGGREGATION
-- rows <- orders.customer GROUP_BY, rows of orders

--- count(*) depends on the set of rows alone
SELECT count(*) AS n FROM orders;
-- n <- rows of orders
-- rows <-

--- count(*) depends on what filters the rows
SELECT count(*) AS n FROM orders WHERE status = 'paid';
-- n <- orders.status FILTER, rows of orders
-- rows <-

--- count of a column is masked, as it gives no value back
SELECT count(status) AS n FROM orders;
-- n <- orders.status AGGREGATION masked, rows of orders
-- rows <-

--- count(DISTINCT) reads its column
SELECT count(DISTINCT customer) AS n FROM orders;
-- n <- orders.customer AGGREGATION masked, rows of orders
-- rows <-

--- FILTER decides which values go in
SELECT sum(amount) FILTER (WHERE status = 'paid') AS paid FROM orders;
-- paid <- orders.amount AGGREGATION, orders.status FILTER, rows of orders
-- rows <-

--- ORDER BY inside an aggregate sorts
SELECT string_agg(status, ',' ORDER BY day) AS all_of FROM orders;
-- all_of <- orders.day SORT, orders.status AGGREGATION, rows of orders
-- rows <-

--- list over a sorted subquery depends on the sorting
SELECT list(id) AS ids FROM (SELECT id FROM orders ORDER BY day);
-- ids <- orders.day SORT, orders.id AGGREGATION, rows of orders
-- rows <-

--- arg_max reads value and key
SELECT arg_max(status, day) AS last FROM orders;
-- last <- orders.day AGGREGATION, orders.status AGGREGATION, rows of orders
-- rows <-

--- an expression over aggregates is an AGGREGATION
SELECT sum(amount) / count(id) AS mean FROM orders;
-- mean <- orders.amount AGGREGATION, orders.id AGGREGATION masked, rows of orders
-- rows <-

--- an aggregate of an expression
SELECT sum(amount * 2) AS total FROM orders;
-- total <- orders.amount AGGREGATION, rows of orders
-- rows <-

--- a CASE inside an aggregate keeps its condition INDIRECT
SELECT sum(CASE WHEN status = 'paid' THEN amount ELSE 0 END) AS paid FROM orders;
-- paid <- orders.amount AGGREGATION, orders.status CONDITIONAL, rows of orders
-- rows <-

--- an aggregate of an aggregate
SELECT max(total) AS best FROM (SELECT customer, sum(amount) AS total FROM orders GROUP BY customer);
-- best <- orders.amount AGGREGATION, orders.customer GROUP_BY, rows of orders
-- rows <-

--- ROLLUP groups by each prefix
SELECT customer, status, sum(amount) AS total FROM orders GROUP BY ROLLUP (customer, status);
-- customer <- orders.customer IDENTITY
-- status <- orders.status IDENTITY
-- total <- orders.amount AGGREGATION
-- rows <- orders.customer GROUP_BY, orders.status GROUP_BY, rows of orders

--- CUBE groups by each subset
SELECT customer, status, count(*) AS n FROM orders GROUP BY CUBE (customer, status);
-- customer <- orders.customer IDENTITY
-- status <- orders.status IDENTITY
-- n <-
-- rows <- orders.customer GROUP_BY, orders.status GROUP_BY, rows of orders

--- GROUPING SETS with the empty set
SELECT customer, sum(amount) AS total FROM orders GROUP BY GROUPING SETS ((customer), ());
-- customer <- orders.customer IDENTITY
-- total <- orders.amount AGGREGATION
-- rows <- orders.customer GROUP_BY, rows of orders

--- GROUPING names its keys
SELECT customer, grouping(customer) AS is_total, sum(amount) AS total FROM orders GROUP BY ROLLUP (customer);
-- customer <- orders.customer IDENTITY
-- is_total <- orders.customer GROUP_BY
-- total <- orders.amount AGGREGATION
-- rows <- orders.customer GROUP_BY, rows of orders

--- quantiles read their column
SELECT quantile_cont(amount, 0.9) AS p90, median(amount) AS p50 FROM orders;
-- p90 <- orders.amount AGGREGATION, rows of orders
-- p50 <- orders.amount AGGREGATION, rows of orders
-- rows <-

--- first takes a value of the group
SELECT customer, first(status ORDER BY day) AS first_status FROM orders GROUP BY customer;
-- customer <- orders.customer IDENTITY
-- first_status <- orders.day SORT, orders.status AGGREGATION
-- rows <- orders.customer GROUP_BY, rows of orders

--- several columns of one aggregate
SELECT corr(id, amount) AS c FROM orders;
-- c <- orders.amount AGGREGATION, orders.id AGGREGATION, rows of orders
-- rows <-

--- grouping by a constant still groups
SELECT sum(amount) AS total FROM orders GROUP BY 'x';
-- total <- orders.amount AGGREGATION
-- rows <- rows of orders

--- a histogram reads its column
SELECT histogram(status) AS h FROM orders;
-- h <- orders.status AGGREGATION, rows of orders
-- rows <-

--- SUMMARIZE reads every column
SELECT column_name, count FROM (SUMMARIZE prices);
-- column_name <-
-- count <- rows of prices
-- rows <-
