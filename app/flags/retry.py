import time
import httpx

def may_pass(exc):
    if isinstance(exc, httpx.HTTPStatusError):
        return exc.response.status_code >= 500 or exc.response.status_code == 418
    return isinstance(exc, httpx.RequestError)  # lost, refused, timed out

def get_flag_again(cc, attempts, backoff):
    for attempt in range(1, attempts + 1):
        try:
            return get_flag(cc)
        except httpx.HTTPError as exc:
            if attempt == attempts or not may_pass(exc):
                raise
        time.sleep(backoff * 2 ** (attempt - 1))
