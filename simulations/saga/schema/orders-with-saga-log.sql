CREATE TABLE orders (
  id       integer PRIMARY KEY,
  state    text NOT NULL DEFAULT 'pending',
  customer text NOT NULL,
  sku      text NOT NULL,
  cents    integer NOT NULL CHECK (cents > 0),
  card     text NOT NULL,
  -- A person gave the money back where the provider would not.
  paid_back boolean NOT NULL DEFAULT false
);

-- What the others have announced of each order: nobody directs, so the flow is put together here.
CREATE TABLE saga_log (
  message_id uuid PRIMARY KEY,
  order_id   integer NOT NULL,
  event      text NOT NULL,
  heard_at   timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE outbox (
  id            uuid PRIMARY KEY,
  aggregatetype text NOT NULL,
  aggregateid   text NOT NULL,
  type          text NOT NULL,
  payload       jsonb NOT NULL,
  written_by    text NOT NULL,
  written_at    timestamptz NOT NULL DEFAULT now(),
  position      bigint GENERATED ALWAYS AS IDENTITY
);
