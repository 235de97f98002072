-- One unit of each, and two wall clocks. No check keeps it from going below zero: what is below says how many were sold
-- that are not there.
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
  -- on hand, as the order first read it
  seen      integer,
  -- on hand, as it read it again for the picking slip
  remaining integer
);
