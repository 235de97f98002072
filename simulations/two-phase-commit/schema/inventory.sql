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

-- Put aside for customers who pay when they fetch it: no other service takes part.
CREATE TABLE pick_ups (
  id       integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer text NOT NULL,
  article  text NOT NULL,
  quantity integer NOT NULL CHECK (quantity > 0)
);
