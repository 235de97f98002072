import json
from uuid import uuid4

from fastapi import APIRouter, Request, Response

router = APIRouter()

ANNOUNCEMENT = """INSERT INTO outbox (id, aggregatetype, aggregateid, type, payload)
                  VALUES ($1, 'orders', $2, $3, $4)"""


@router.post("/orders", status_code=201)
async def place_order(request: Request) -> dict:
    order = await request.json()
    pool = request.app.state.pool

    async with pool.acquire() as connection, connection.transaction():
        # store the order
        await connection.execute(
            "INSERT INTO orders (id, customer, item) VALUES ($1, $2, $3)",
            order["id"], order["customer"], order["item"],
        )

        # announce the order
        await connection.execute(
            ANNOUNCEMENT, uuid4(), str(order["id"]), "OrderPlaced", json.dumps(order)
        )

    return {"id": order["id"]}


@router.post("/orders/{order_id}/cancel")
async def cancel_order(order_id: int, request: Request, response: Response) -> dict:
    pool = request.app.state.pool

    async with pool.acquire() as connection, connection.transaction():
        # cancel the order: its row is locked before the outbox gets one
        cancelled = await connection.fetchval(
            """UPDATE orders SET state = 'cancelled'
                WHERE id = $1 AND state = 'placed' RETURNING true""",
            order_id,
        )

        # announce the cancellation
        if cancelled:
            await connection.execute(
                ANNOUNCEMENT, uuid4(), str(order_id), "OrderCancelled", json.dumps({"id": order_id})
            )

    if not cancelled:
        response.status_code = 409
    return {"id": order_id}
