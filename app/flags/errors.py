from collections import Counter
from concurrent.futures import as_completed
import httpx

def download_one(cc):
    try:
        image = get_flag(cc)
    except httpx.HTTPStatusError as exc:
        if exc.response.status_code != 404:
            raise                # not for us to judge
        return 'not found'       # an answer like any other
    save_flag(cc, image)
    return 'ok'

def count_ends(to_do):           # to_do maps each future to its code
    counts = Counter()
    for future in as_completed(to_do):
        try:
            status = future.result()
        except httpx.HTTPStatusError as exc:
            status = f'HTTP error {exc.response.status_code}'
        except httpx.TimeoutException:
            status = 'timed out'
        except httpx.RequestError:
            status = 'connection refused or lost'
        print(to_do[future], status)
        counts[status] += 1
    return counts
