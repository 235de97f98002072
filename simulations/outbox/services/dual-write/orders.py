import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg
from aiokafka import AIOKafkaProducer
from fastapi import FastAPI, Request


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    async with (
        asyncpg.create_pool(database="orders", max_size=4) as pool,
        new_producer() as producer,
    ):
        app.state.pool, app.state.producer = pool, producer
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/orders", status_code=201)
async def place_order(request: Request) -> dict:
    order = await request.json()
    pool, producer = request.app.state.pool, request.app.state.producer

    # store the order
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "INSERT INTO orders (id, customer, item, cents) VALUES ($1, $2, $3, $4)",
            order["id"], order["customer"], order["item"], order["cents"],
        )

    # announce it
    await producer.send_and_wait(
        "orders",
        key=str(order["id"]).encode(),
        value=json.dumps(order).encode(),
        headers=[("id", str(uuid4()).encode()), ("type", b"OrderPlaced")],
    )

    # answer the customer
    return {"id": order["id"]}


def new_producer() -> AIOKafkaProducer:
    return AIOKafkaProducer(bootstrap_servers="broker:9092", acks="all")
