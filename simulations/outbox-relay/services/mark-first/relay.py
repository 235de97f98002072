import asyncio

import asyncpg
from aiokafka import AIOKafkaProducer

POLL_EVERY_SECONDS = 0.010


async def main() -> None:
    connection = await asyncpg.connect(database="orders")
    async with AIOKafkaProducer(bootstrap_servers="broker:9092", acks="all") as producer:
        while True:
            # read what has not been sent
            rows = await connection.fetch(
                """SELECT id, aggregatetype, aggregateid, type, payload
                     FROM outbox
                    WHERE sent_at IS NULL
                    ORDER BY position
                    LIMIT 10"""
            )

            for row in rows:
                # mark it as sent, so that nobody sends it twice
                await connection.execute(
                    "UPDATE outbox SET sent_at = now() WHERE id = $1", row["id"]
                )

                # publish it
                await producer.send_and_wait(
                    row["aggregatetype"],
                    key=row["aggregateid"].encode(),
                    value=row["payload"].encode(),
                    headers=[("id", str(row["id"]).encode()), ("type", row["type"].encode())],
                )

            # wait for more
            if not rows:
                await asyncio.sleep(POLL_EVERY_SECONDS)


if __name__ == "__main__":
    asyncio.run(main())
