CREATE TABLE orders (
  id        integer PRIMARY KEY,
  customer  text NOT NULL,
  item      text NOT NULL,
  cents     integer NOT NULL CHECK (cents > 0),
  placed_at timestamptz NOT NULL DEFAULT now()
);

-- The five columns of Debezium's outbox convention,
-- and two that give a safe order to read in.
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
