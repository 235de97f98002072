-- As exported last night.
CREATE TABLE sales (
  order_id      integer PRIMARY KEY,
  month         integer NOT NULL,
  customer_name text NOT NULL,
  cents         integer NOT NULL
);

INSERT INTO sales VALUES (1039, 1, 'Ada', 4900), (1040, 1, 'Bo', 12900);
