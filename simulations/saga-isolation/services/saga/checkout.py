from fastapi import APIRouter, Request, Response

from payment import charge
from shelf import read, write

router = APIRouter()

REFUSALS = ["sold out", "put back", "cancelled", None]


# Three steps of a saga. Each commits for itself, and the next is asked for by its own request.
@router.post("/orders/{order_id}/read")
async def read_step(order_id: int, request: Request, response: Response) -> dict:
    order = {**await request.json(), "id": order_id}
    return answered(await read(request.app.state.pool, order), response)


@router.post("/orders/{order_id}/write")
async def write_step(order_id: int, request: Request, response: Response) -> dict:
    return answered(await write(request.app.state.pool, order_id), response)


@router.post("/orders/{order_id}/charge")
async def charge_step(order_id: int, request: Request, response: Response) -> dict:
    pool, client = request.app.state.pool, request.app.state.client
    card = (await request.json())["card"]
    return answered(await charge(pool, client, order_id, card), response)


def answered(state: str | None, response: Response) -> dict:
    if state in REFUSALS:
        response.status_code = 409
    return {"state": state}
