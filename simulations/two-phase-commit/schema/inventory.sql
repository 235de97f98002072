CREATE TABLE stock (
  article text PRIMARY KEY,
  on_hand integer NOT NULL CHECK (on_hand >= 0)
);
INSERT INTO stock VALUES ('oak shelf', 12);

CREATE TABLE reservations (
  order_id integer PRIMARY KEY,
  article  text NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0)
);
