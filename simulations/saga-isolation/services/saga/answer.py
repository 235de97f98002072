from fastapi import Response

REFUSALS = ["sold out", "put back", "cancelled", None]


def answered(state: str | None, response: Response) -> dict:
    """A refusal is an answer too: nothing is tried again."""
    if state in REFUSALS:
        response.status_code = 409
    return {"state": state}
