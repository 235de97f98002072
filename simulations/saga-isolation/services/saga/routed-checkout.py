from asyncpg import Pool
from fastapi import APIRouter, Request, Response

from payment import charge
from shelf import read, write
from transaction import buy_at_once, place

router = APIRouter()

REFUSALS = ["sold out", "put back", "cancelled", None]


# Three steps of a saga, for an order that is small enough to be left to one.
@router.post("/orders/{order_id}/read")
async def read_step(order_id: int, request: Request, response: Response) -> dict:
    order = {**await request.json(), "id": order_id}
    return answered(await read(request.app.state.pool, order), response)


@router.post("/orders/{order_id}/write")
async def write_step(order_id: int, request: Request, response: Response) -> dict:
    pool = request.app.state.pool
    above = await is_above(pool, order_id)
    if above is None:
        return answered(None, response)
    return answered(await (place if above else write)(pool, order_id), response)


@router.post("/orders/{order_id}/charge")
async def charge_step(order_id: int, request: Request, response: Response) -> dict:
    pool, client = request.app.state.pool, request.app.state.client
    card = (await request.json())["card"]
    above = await is_above(pool, order_id)
    if above is None:
        return answered(None, response)
    pay = buy_at_once if above else charge
    return answered(await pay(pool, client, order_id, card), response)


async def is_above(pool: Pool, order_id: int) -> bool | None:
    # compare it with the limit
    return await pool.fetchval(
        "SELECT o.cents > r.limit_cents FROM orders o, rules r WHERE o.id = $1", order_id
    )


def answered(state: str | None, response: Response) -> dict:
    if state in REFUSALS:
        response.status_code = 409
    return {"state": state}
