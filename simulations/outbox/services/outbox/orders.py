import json
from uuid import uuid4

from fastapi import APIRouter, Request

router = APIRouter()


@router.post("/orders", status_code=201)
async def place_order(request: Request) -> dict:
    order = await request.json()
    pool = request.app.state.pool

    async with pool.acquire() as connection, connection.transaction():
        # store the order
        await connection.execute(
            "INSERT INTO orders (id, customer, item, cents) VALUES ($1, $2, $3, $4)",
            order["id"], order["customer"], order["item"], order["cents"],
        )

        # announce it
        await connection.execute(
            """INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)
               VALUES ($1, 'orders', $2, 'OrderPlaced', $3)""",
            uuid4(), str(order["id"]), json.dumps(order),
        )

    # answer the customer
    return {"id": order["id"]}
