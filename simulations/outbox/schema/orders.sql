CREATE TABLE orders (
  id        integer PRIMARY KEY,
  customer  text NOT NULL,
  item      text NOT NULL,
  cents     integer NOT NULL CHECK (cents > 0),
  placed_at timestamptz NOT NULL DEFAULT now()
);
