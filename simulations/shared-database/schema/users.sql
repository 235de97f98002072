CREATE TABLE users (
  id   integer PRIMARY KEY,
  name text NOT NULL,
  city text NOT NULL
);

INSERT INTO users VALUES (1, 'Ada', 'London'), (2, 'Bo', 'Oslo'), (3, 'Cleo', 'Cairo');
