CREATE TABLE accounts (
  customer text PRIMARY KEY,
  cents    integer NOT NULL CHECK (cents >= 0)
);
INSERT INTO accounts VALUES ('Ada', 500000);

CREATE TABLE charges (
  order_id integer PRIMARY KEY,
  customer text NOT NULL,
  cents    integer NOT NULL CHECK (cents > 0)
);
