CREATE TABLE payments (
  id         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id   integer NOT NULL,
  customer   text NOT NULL,
  cents      integer NOT NULL,
  charged_at timestamptz NOT NULL DEFAULT now()
);

-- Ids of messages whose effect has been applied, in the same transaction as the effect.
CREATE TABLE inbox (
  message_id  uuid PRIMARY KEY,
  received_at timestamptz NOT NULL DEFAULT now()
);
