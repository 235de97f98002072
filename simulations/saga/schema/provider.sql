-- Somebody else's books: one row for each key that they were sent.
CREATE TABLE charges (
  key      text PRIMARY KEY,
  order_id integer NOT NULL,
  cents    integer NOT NULL,
  card     text NOT NULL,
  state    text NOT NULL
);
