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

-- The file: what was asked for, numbered as it has to happen, not as it came.
CREATE TABLE operations (
  order_id  integer NOT NULL,
  version   integer NOT NULL,
  operation text NOT NULL,
  body      jsonb NOT NULL,
  PRIMARY KEY (order_id, version)
);
