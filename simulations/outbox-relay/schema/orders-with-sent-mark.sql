CREATE TABLE orders (
  id       integer PRIMARY KEY,
  customer text NOT NULL,
  item     text NOT NULL,
  state    text NOT NULL DEFAULT 'placed'
);

-- The five columns of Debezium's outbox convention, and two that give an order to read in.
CREATE TABLE outbox (
  id             uuid PRIMARY KEY,
  aggregatetype  text NOT NULL,
  aggregateid    text NOT NULL,
  type           text NOT NULL,
  payload        jsonb NOT NULL,
  transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
  position       bigint GENERATED ALWAYS AS IDENTITY,
  sent_at        timestamptz
);
CREATE INDEX outbox_unsent ON outbox (position) WHERE sent_at IS NULL;
