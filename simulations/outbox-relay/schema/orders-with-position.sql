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
  position       bigint GENERATED ALWAYS AS IDENTITY
);
CREATE INDEX outbox_by_position ON outbox (position);

-- How far the relay has come.
CREATE TABLE relay_cursor (
  relay         text PRIMARY KEY,
  last_position bigint NOT NULL
);
INSERT INTO relay_cursor VALUES ('relay-1', 0);
