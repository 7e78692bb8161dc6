import { stringify } from 'yaml';

/** A file of a new project: its path below the project's folder, and its text. */
export type NewFiles = Readonly<Record<string, string>>;

/**
 * The starter project: orders of three coffee shops from Parquet files to two tables for reporting. Small enough to be read in five minutes, and each
 * thing that a project has occurs in it once: a contract, a seed, a macro, audits, each layer.
 */
export function starterFiles(name: string): NewFiles {
  return {
    'project.yml': `# Editors with YAML support say what may stand here while you type: .lode/schemas/project.json.
name: ${stringify(name).trim()}
lake: lake
default_target: mock
default_environment: prod
time_zone: UTC
vars:
  # Orders of this status are the staff's own trials.
  test_status: test
targets:
  # A target gives each source a connection. This one reads files that lie in the project …
  mock:
    sources:
      shop:
        type: parquet
        path: seeds/shop
  # … and this one would read the real system, under the same names. Secrets come from the environment or from .env.
  # production:
  #   sources:
  #     shop:
  #       type: firebird
  #       host: \${SHOP_HOST:-localhost}
  #       database: \${SHOP_DATABASE}
  #       user: \${SHOP_USER}
  #       password: \${SHOP_PASSWORD}
`,
    'models/bronze/shop.source.yml': `# What the source \`shop\` gives. \`lode source pull shop\` brings it up to date; what people wrote here stays.
source: shop
relations:
  orders:
    description: "Orders as the tills record them"
    columns:
      order_id: { type: INTEGER, description: "Number of the order" }
      ordered_at: { type: TIMESTAMP, description: "When it was paid" }
      shop: { type: VARCHAR, description: "Town of the shop, in any spelling" }
      product_code: { type: VARCHAR, description: "Code of the product" }
      quantity: { type: INTEGER, description: "How many" }
      unit_price: { type: "DECIMAL(10,2)", description: "Price of one, in euro" }
      status: { type: VARCHAR, description: "paid, refunded or test" }
`,
    'models/bronze/orders.sql': `/* ---
description: "Orders exactly as the source gives them"
columns:
  order_id: {description: "Number of the order", audits: [not_null, unique]}
  ordered_at: {description: "When it was paid", audits: [not_null]}
  shop: {description: "Town of the shop, in any spelling"}
  product_code: {description: "Code of the product"}
  quantity: {description: "How many"}
  unit_price: {description: "Price of one, in euro"}
  status: {description: "paid, refunded or test"}
audits:
  - row_count: {min: 1}
--- */
SELECT order_id, ordered_at, shop, product_code, quantity, unit_price, status
FROM shop.orders
`,
    'models/silver/orders.sql': `/* ---
grain: [order_id]
description: "Orders that count, cleaned, with the product's name"
columns:
  order_id: {description: "Number of the order", audits: [not_null, unique]}
  order_date: {description: "Day of the order", audits: [not_null]}
  shop: {description: "Town of the shop", audits: [{accepted_values: [antwerp, ghent, leuven]}]}
  product: {description: "Name of the product", audits: [not_null]}
  category: {description: "Group of products"}
  quantity: {description: "How many", audits: [{accepted_range: {min: 1}}]}
  amount: {description: "Price of the order in euro; nothing where it was refunded", audits: [{accepted_range: {min: 0}}]}
--- */
SELECT
  orders.order_id,
  CAST(orders.ordered_at AS DATE) AS order_date,
  {{> clean_text column="orders.shop"}} AS shop,
  products.product,
  products.category,
  orders.quantity,
  CAST(
    CASE WHEN orders.status = 'refunded' THEN 0 ELSE orders.quantity * orders.unit_price END
    AS DECIMAL(12,2)
  ) AS amount
FROM bronze.orders AS orders
LEFT JOIN seeds.products AS products ON products.product_code = orders.product_code
WHERE orders.status <> '{{var 'test_status'}}'
`,
    'models/gold/revenue_daily.sql': `/* ---
grain: [order_date, shop]
description: "Revenue of each shop on each day that it sold something"
columns:
  order_date: {description: "Day of the orders"}
  shop: {description: "Town of the shop"}
  orders: {description: "Number of orders", audits: [{accepted_range: {min: 1}}]}
  revenue: {description: "Euro taken", audits: [not_null, {accepted_range: {min: 0}}]}
audits:
  - unique: [order_date, shop]
--- */
SELECT order_date, shop, count(*) AS orders, CAST(sum(amount) AS DECIMAL(18,2)) AS revenue
FROM silver.orders
GROUP BY order_date, shop
`,
    'models/gold/products_monthly.sql': `/* ---
grain: [month, product]
description: "What was sold of each product in each month"
columns:
  month: {description: "First day of the month"}
  category: {description: "Group of products"}
  product: {description: "Name of the product"}
  quantity: {description: "How many were sold"}
  revenue: {description: "Euro taken", audits: [not_null]}
audits:
  - unique: [month, product]
--- */
SELECT
  CAST(date_trunc('month', order_date) AS DATE) AS month,
  category,
  product,
  CAST(sum(quantity) AS BIGINT) AS quantity,
  CAST(sum(amount) AS DECIMAL(18,2)) AS revenue
FROM silver.orders
GROUP BY ALL
`,
    'macros/clean_text.hbs': `nullif(lower(trim({{column}})), '')`,
    'seeds/products.csv': `product_code,product,category
ESP,Espresso,coffee
CAP,Cappuccino,coffee
FLW,Flat white,coffee
TEA,Green tea,tea
CRO,Croissant,bakery
CAK,Carrot cake,bakery
`,
    'seeds/products.yml': `seed: products
description: "Products of the shops; kept by hand"
columns:
  product_code: { type: VARCHAR, description: "Code at the tills" }
  product: { type: VARCHAR, description: "Name on the menu" }
  category: { type: VARCHAR, description: "Group of products" }
`,
    'README.md': starterReadme(name),
  };
}

function starterReadme(name: string): string {
  return `# ${name}

SQL models that Lode turns into Delta tables.

    lode plan                            what applying would do, and why
    lode apply                           build, audit, commit
    lode query "FROM gold.revenue_daily LIMIT 10"

| folder | holds |
|---|---|
| \`project.yml\` | name, lake, targets with their connections |
| \`models/bronze\` | sources as they are, and their contracts |
| \`models/silver\` | cleaned and joined |
| \`models/gold\` | what people look at |
| \`macros\` | pieces of SQL with arguments |
| \`seeds\` | small CSV files kept by hand; \`seeds/shop\` is the mock of the source |
| \`lake\` | the tables (not in git) |

Change a model and look at it before anything is written:

    lode compile --watch                 check on every save
    lode show silver.orders --limit 5    its first rows, as edited
    lode plan                            what the change does to everything that reads it
`;
}

/** The rows of the starter's source, as a query that gives the same on every machine. */
export const starterOrders = `
SELECT
  CAST(1000 + i AS INTEGER) AS order_id,
  TIMESTAMP '2026-01-05 08:00:00' + to_minutes(CAST(i * 173 AS BIGINT)) AS ordered_at,
  ['Ghent', 'Antwerp ', 'leuven', ' ghent', 'ANTWERP'][1 + i * 7 % 5] AS shop,
  ['ESP', 'CAP', 'CRO', 'FLW', 'TEA', 'CAP', 'CAK'][1 + i * 5 % 7] AS product_code,
  CAST(1 + i * 11 % 4 AS INTEGER) AS quantity,
  CAST([2.20, 3.40, 1.90, 3.60, 2.80, 3.40, 4.50][1 + i * 5 % 7] AS DECIMAL(10,2)) AS unit_price,
  CASE WHEN i % 41 = 7 THEN 'refunded' WHEN i % 97 = 3 THEN 'test' ELSE 'paid' END AS status
FROM range(600) AS orders(i)
ORDER BY i`;
