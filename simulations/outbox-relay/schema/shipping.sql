CREATE TABLE parcels (
  order_id integer PRIMARY KEY,
  state    text NOT NULL
);

-- Ids of messages whose effect has been applied, in the same transaction as the effect.
CREATE TABLE inbox (
  message_id  uuid PRIMARY KEY,
  received_at timestamptz NOT NULL DEFAULT now()
);
