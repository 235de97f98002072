import asyncio
import os

import asyncpg
from aiokafka import AIOKafkaProducer

POLL_EVERY_SECONDS = 0.010

# Two of these run beside each other: every order belongs to one of them for good.
NAME = os.environ["RELAY_NAME"]
PARTITION = int(os.environ["RELAY_PARTITION"])
PARTITIONS = 2


async def main() -> None:
    connection = await asyncpg.connect(database="orders")
    async with AIOKafkaProducer(bootstrap_servers="broker:9092", acks="all") as producer:
        while True:
            # read what is mine, came after the last one sent and can no longer be overtaken
            rows = await connection.fetch(
                """SELECT o.id, o.aggregatetype, o.aggregateid, o.type, o.payload, o.position,
                          o.transaction_id::text
                     FROM outbox o, relay_cursor c
                    WHERE c.relay = $1
                      AND mod(abs(hashtext(o.aggregateid)::bigint), $3) = $2
                      AND (o.transaction_id, o.position) > (c.last_transaction, c.last_position)
                      AND o.transaction_id < pg_snapshot_xmin(pg_current_snapshot())
                    ORDER BY o.transaction_id, o.position
                    LIMIT 10""",
                NAME, PARTITION, PARTITIONS,
            )

            for row in rows:
                # publish it
                await producer.send_and_wait(
                    row["aggregatetype"],
                    key=row["aggregateid"].encode(),
                    value=row["payload"].encode(),
                    headers=[("id", str(row["id"]).encode()), ("type", row["type"].encode())],
                )

                # remember how far it came
                await connection.execute(
                    """UPDATE relay_cursor SET last_transaction = $1::text::xid8, last_position = $2
                        WHERE relay = $3""",
                    row["transaction_id"], row["position"], NAME,
                )

            if not rows:
                # clear away what this relay has sent
                await connection.execute(
                    """DELETE FROM outbox o USING relay_cursor c
                        WHERE c.relay = $1
                          AND mod(abs(hashtext(o.aggregateid)::bigint), $3) = $2
                          AND (o.transaction_id, o.position)
                              <= (c.last_transaction, c.last_position)""",
                    NAME, PARTITION, PARTITIONS,
                )

                # wait for more
                await asyncio.sleep(POLL_EVERY_SECONDS)


if __name__ == "__main__":
    asyncio.run(main())
