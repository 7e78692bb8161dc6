CREATE TABLE orders (id INTEGER, customer INTEGER, amount DECIMAL(10,2), day DATE, status VARCHAR, tags VARCHAR[], detail STRUCT(city VARCHAR, zip INTEGER));
CREATE TABLE customers (id INTEGER, name VARCHAR, country VARCHAR, born DATE, manager INTEGER);
CREATE TABLE prices (item INTEGER, valid_from DATE, price DOUBLE);

--- a struct's field comes from the struct
SELECT detail.city FROM orders;
-- city <- orders.detail TRANSFORMATION
-- rows <- rows of orders

--- a struct is unpacked by star
SELECT detail.* FROM orders;
-- city <- orders.detail TRANSFORMATION
-- zip <- orders.detail TRANSFORMATION
-- rows <- rows of orders

--- a struct is made of its fields
SELECT {'a': id, 'b': status} AS s FROM orders;
-- s <- orders.id TRANSFORMATION, orders.status TRANSFORMATION
-- rows <- rows of orders

--- a field of a struct made here comes from what made that field
SELECT s.a, s.B FROM (SELECT {'a': id, 'b': status || customer} AS s FROM orders);
-- a <- orders.id IDENTITY
-- B <- orders.customer TRANSFORMATION, orders.status TRANSFORMATION
-- rows <- rows of orders

--- a field of a struct within a struct
SELECT s.inner.x AS x, s.inner AS i FROM (SELECT {'inner': {'x': id, 'y': day}, 'z': amount} AS s FROM orders);
-- x <- orders.id IDENTITY
-- i <- orders.day TRANSFORMATION, orders.id TRANSFORMATION
-- rows <- rows of orders

--- a struct made here is unpacked field by field
SELECT s.* FROM (SELECT {'a': id, 'b': status} AS s FROM orders);
-- a <- orders.id IDENTITY
-- b <- orders.status IDENTITY
-- rows <- rows of orders

--- a field of a whole row comes from its column
WITH p AS MATERIALIZED (SELECT o AS line FROM orders o) SELECT p.line.amount AS a FROM p;
-- a <- orders.amount IDENTITY
-- rows <- rows of orders

--- a field of a struct that crosses an outer join
SELECT c.name, o.s.a AS a FROM customers c LEFT JOIN (SELECT customer, {'a': id, 'b': status} AS s FROM orders) o ON o.customer = c.id;
-- name <- customers.name IDENTITY
-- a <- orders.id IDENTITY
-- rows <- customers.id JOIN, orders.customer JOIN, rows of customers, rows of orders

--- a field of one of two structs comes from both as a whole
SELECT s.a FROM (SELECT {'a': id, 'b': status} AS s FROM orders UNION ALL SELECT {'a': id, 'b': name} FROM customers);
-- a <- customers.id TRANSFORMATION, customers.name TRANSFORMATION, orders.id TRANSFORMATION, orders.status TRANSFORMATION
-- rows <- rows of customers, rows of orders

--- a field of a struct that is chosen comes from all of it
SELECT (CASE WHEN amount > 1 THEN {'a': id, 'b': status} ELSE {'a': customer, 'b': 'x'} END).a AS a FROM orders;
-- a <- orders.amount CONDITIONAL, orders.customer TRANSFORMATION, orders.id TRANSFORMATION, orders.status TRANSFORMATION
-- rows <- rows of orders

--- a whole row as a struct
SELECT p FROM prices p;
-- p <- prices.item TRANSFORMATION, prices.price TRANSFORMATION, prices.valid_from TRANSFORMATION
-- rows <- rows of prices

--- a list is made of its elements
SELECT [id, customer] AS l FROM orders;
-- l <- orders.customer TRANSFORMATION, orders.id TRANSFORMATION
-- rows <- rows of orders

--- an element of a list comes from list and index
SELECT tags[id] AS tag FROM orders;
-- tag <- orders.id TRANSFORMATION, orders.tags TRANSFORMATION
-- rows <- rows of orders

--- a slice of a list
SELECT tags[1:2] AS two FROM orders;
-- two <- orders.tags TRANSFORMATION
-- rows <- rows of orders

--- unnest in SELECT makes rows
SELECT id, unnest(tags) AS tag FROM orders;
-- id <- orders.id IDENTITY
-- tag <- orders.tags TRANSFORMATION
-- rows <- orders.tags JOIN, rows of orders

--- unnest of a struct makes columns
SELECT unnest(detail) FROM orders;
-- city <- orders.detail TRANSFORMATION
-- zip <- orders.detail TRANSFORMATION
-- rows <- rows of orders

--- unnest in FROM makes rows
SELECT o.id, t.tag FROM orders o, unnest(o.tags) t(tag);
-- id <- orders.id IDENTITY
-- tag <- orders.tags TRANSFORMATION
-- rows <- orders.tags JOIN, rows of orders

--- an aggregate over an unnested list
SELECT id, (SELECT count(*) FROM unnest(o.tags)) AS n FROM orders o;
-- id <- orders.id IDENTITY
-- n <- orders.tags JOIN
-- rows <- rows of orders

--- unnest of a constant list
SELECT id, unnest([1, 2]) AS n FROM orders;
-- id <- orders.id IDENTITY
-- n <-
-- rows <- rows of orders

--- a lambda reads the list and what it captures
SELECT list_transform(tags, lambda x: x || status) AS l FROM orders;
-- l <- orders.status TRANSFORMATION, orders.tags TRANSFORMATION
-- rows <- rows of orders

--- a filtering lambda reads the list and what it captures
SELECT list_filter(tags, lambda x: x <> status) AS l FROM orders;
-- l <- orders.status TRANSFORMATION, orders.tags TRANSFORMATION
-- rows <- rows of orders

--- a comprehension reads the list and what it captures
SELECT [x || country FOR x IN [name] IF length(x) > id] AS l FROM customers;
-- l <- customers.country TRANSFORMATION, customers.id TRANSFORMATION, customers.name TRANSFORMATION
-- rows <- rows of customers

--- reduce reads list and captures
SELECT list_reduce([id, customer], lambda a, b: a + b + id) AS s FROM orders;
-- s <- orders.customer TRANSFORMATION, orders.id TRANSFORMATION
-- rows <- rows of orders

--- nested lambdas
SELECT list_transform(tags, lambda x: list_transform(tags, lambda y: x || y || status)) AS l FROM orders;
-- l <- orders.status TRANSFORMATION, orders.tags TRANSFORMATION
-- rows <- rows of orders

--- a map is made of keys and values
SELECT MAP {status: id} AS m FROM orders;
-- m <- orders.id TRANSFORMATION, orders.status TRANSFORMATION
-- rows <- rows of orders

--- struct_insert reads all arguments
SELECT struct_insert(detail, country := status) AS d FROM orders;
-- d <- orders.detail TRANSFORMATION, orders.status TRANSFORMATION
-- rows <- rows of orders

--- a JSON path reads its document
SELECT json_extract(to_json(detail), '$.city') AS city FROM orders;
-- city <- orders.detail TRANSFORMATION
-- rows <- rows of orders

--- range in FROM makes rows of a column
SELECT o.id, r.i FROM orders o, range(o.id) r(i);
-- id <- orders.id IDENTITY
-- i <- orders.id TRANSFORMATION
-- rows <- orders.id JOIN, rows of orders

--- range of constants comes from nowhere
SELECT i FROM range(10) r(i);
-- i <-
-- rows <-

--- generate_series with two columns
SELECT g.i FROM orders o, generate_series(o.id, o.customer) g(i);
-- i <- orders.customer TRANSFORMATION, orders.id TRANSFORMATION
-- rows <- orders.customer JOIN, orders.id JOIN, rows of orders

--- a VALUES list in a lateral join
SELECT o.id, v.x FROM orders o, LATERAL (VALUES (o.amount), (o.id)) v(x);
-- id <- orders.id IDENTITY
-- x <- orders.amount TRANSFORMATION, orders.id TRANSFORMATION
-- rows <- orders.amount JOIN, orders.id JOIN, rows of orders
