CREATE TABLE orders (
  id            integer PRIMARY KEY,
  user_id       integer,
  customer_name text NOT NULL,
  cents         integer NOT NULL CHECK (cents > 0),
  status        text NOT NULL DEFAULT 'placed',
  placed_at     timestamptz NOT NULL DEFAULT now()
);

-- Of users no more than an order needs: that they exist, or that they have left.
CREATE TABLE customers (
  id         integer PRIMARY KEY,
  deleted_at timestamptz
);

INSERT INTO customers VALUES (1), (2), (3);
