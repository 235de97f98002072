CREATE TABLE users (
  id   integer PRIMARY KEY,
  name text NOT NULL,
  city text NOT NULL
);

CREATE TABLE outbox (
  id             uuid PRIMARY KEY,
  aggregatetype  text NOT NULL,
  aggregateid    text NOT NULL,
  type           text NOT NULL,
  payload        jsonb NOT NULL,
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  position       bigint GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX outbox_in_order ON outbox (transaction_id, position);

INSERT INTO users VALUES (1, 'Ada', 'London'), (2, 'Bo', 'Oslo'), (3, 'Cleo', 'Cairo');
