import asyncio

import asyncpg
from aiokafka import AIOKafkaProducer

POLL_EVERY_SECONDS = 0.010


# An error ends this process and its supervisor starts it again.
# It keeps nothing in memory: the outbox says what is still to be sent.
async def main() -> None:
    connection = await asyncpg.connect(database="orders")
    async with AIOKafkaProducer(bootstrap_servers="broker:9092", acks="all") as producer:
        while True:
            # read what can no longer be overtaken
            rows = await connection.fetch(
                """SELECT id, aggregatetype, aggregateid, type, payload
                     FROM outbox
                    WHERE transaction_id < pg_snapshot_xmin(pg_current_snapshot())
                    ORDER BY transaction_id, position
                    LIMIT 10"""
            )

            for row in rows:
                # publish it
                await producer.send_and_wait(
                    row["aggregatetype"],
                    key=row["aggregateid"].encode(),
                    value=row["payload"].encode(),
                    headers=[("id", str(row["id"]).encode()), ("type", row["type"].encode())],
                )

                # take it out of the outbox
                await connection.execute("DELETE FROM outbox WHERE id = $1", row["id"])

            # wait for more
            if not rows:
                await asyncio.sleep(POLL_EVERY_SECONDS)


if __name__ == "__main__":
    asyncio.run(main())
