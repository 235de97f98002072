-- `pending` is no lock of the database: it is a column, and it binds those who ask.
CREATE TABLE stock (
  article text PRIMARY KEY,
  on_hand integer NOT NULL,
  pending integer
);
INSERT INTO stock VALUES ('desk-lamp', 1, NULL), ('oak-shelf', 1, NULL), ('wall-clock', 2, NULL);

CREATE TABLE orders (
  id        integer PRIMARY KEY,
  customer  text NOT NULL,
  article   text NOT NULL,
  cents     integer NOT NULL,
  state     text NOT NULL,
  seen      integer,
  remaining integer
);
