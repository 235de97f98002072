-- No foreign key can reach into another database: user_id is a number like any other.
CREATE TABLE orders (
  id            integer PRIMARY KEY,
  user_id       integer NOT NULL,
  customer_name text NOT NULL,
  cents         integer NOT NULL CHECK (cents > 0),
  placed_at     timestamptz NOT NULL DEFAULT now()
);
