CREATE TABLE users (
  id   integer PRIMARY KEY,
  name text NOT NULL,
  city text NOT NULL
);

CREATE TABLE orders (
  id        integer PRIMARY KEY,
  user_id   integer NOT NULL REFERENCES users,
  cents     integer NOT NULL CHECK (cents > 0),
  placed_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE labels (
  order_id integer PRIMARY KEY REFERENCES orders,
  name     text NOT NULL,
  city     text NOT NULL
);

INSERT INTO users VALUES (1, 'Ada', 'London'), (2, 'Bo', 'Oslo'), (3, 'Cleo', 'Cairo');
