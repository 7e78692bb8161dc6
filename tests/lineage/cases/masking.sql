CREATE TABLE orders (id INTEGER, customer INTEGER, amount DECIMAL(10,2), day DATE, status VARCHAR, tags VARCHAR[], detail STRUCT(city VARCHAR, zip INTEGER));
CREATE TABLE customers (id INTEGER, name VARCHAR, country VARCHAR, born DATE, manager INTEGER);
CREATE TABLE prices (item INTEGER, valid_from DATE, price DOUBLE);

--- a hash masks
SELECT md5(name) AS pseudonym FROM customers;
-- pseudonym <- customers.name TRANSFORMATION masked
-- rows <- rows of customers

--- a hash of several columns masks each
SELECT sha256(name || country) AS pseudonym FROM customers;
-- pseudonym <- customers.country TRANSFORMATION masked, customers.name TRANSFORMATION masked
-- rows <- rows of customers

--- what is read in the clear elsewhere is not masked
SELECT md5(name) || left(name, 1) AS label FROM customers;
-- label <- customers.name TRANSFORMATION
-- rows <- rows of customers

--- a mask stays on the way up
SELECT upper(p) AS p FROM (SELECT md5(name) AS p FROM customers);
-- p <- customers.name TRANSFORMATION masked
-- rows <- rows of customers

--- a masked column in a condition
SELECT CASE WHEN md5(name) = 'x' THEN id END AS x FROM customers;
-- x <- customers.id TRANSFORMATION, customers.name CONDITIONAL masked
-- rows <- rows of customers

--- a mask in one arm of a union does not mask the other
SELECT md5(name) AS n FROM customers UNION ALL SELECT upper(name) FROM customers;
-- n <- customers.name TRANSFORMATION
-- rows <- rows of customers

--- a masked key still groups
SELECT md5(name) AS who, sum(id) AS s FROM customers GROUP BY md5(name);
-- who <- customers.name TRANSFORMATION masked
-- s <- customers.id AGGREGATION
-- rows <- customers.name GROUP_BY masked, rows of customers
