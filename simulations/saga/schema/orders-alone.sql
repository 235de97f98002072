CREATE TABLE orders (
  id       integer PRIMARY KEY,
  state    text NOT NULL DEFAULT 'pending',
  customer text NOT NULL,
  sku      text NOT NULL,
  cents    integer NOT NULL CHECK (cents > 0),
  card     text NOT NULL,
  -- A person gave the money back where the provider would not.
  paid_back boolean NOT NULL DEFAULT false
);
