CREATE TABLE labels (
  order_id integer PRIMARY KEY,
  name     text NOT NULL,
  city     text NOT NULL
);
