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

-- Where each saga stands, and when to remind it.
CREATE TABLE sagas (
  order_id   integer PRIMARY KEY REFERENCES orders,
  state      text NOT NULL,
  last_event text NOT NULL,
  attempt    integer NOT NULL DEFAULT 0,
  context    jsonb NOT NULL,
  due_at     timestamptz DEFAULT now() + interval '150 ms'
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
