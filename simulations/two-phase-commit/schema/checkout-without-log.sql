CREATE TABLE orders (
  id     integer PRIMARY KEY,
  placed timestamptz NOT NULL DEFAULT now()
);
