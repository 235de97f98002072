CREATE TABLE stock (
  article text PRIMARY KEY,
  on_hand integer NOT NULL
);
INSERT INTO stock VALUES ('desk-lamp', 1), ('oak-shelf', 1), ('wall-clock', 2);

CREATE TABLE orders (
  id        integer PRIMARY KEY,
  customer  text NOT NULL,
  article   text NOT NULL,
  cents     integer NOT NULL,
  state     text NOT NULL,
  seen      integer,
  remaining integer
);

-- An order of more than this is not left to a saga.
CREATE TABLE rules (
  id          integer PRIMARY KEY,
  limit_cents integer NOT NULL
);
INSERT INTO rules VALUES (1, 10000);
