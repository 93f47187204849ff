import httpx
from pathlib import Path

def get_flag(cc):
    url = f'{SITE}/{cc.lower()}/{cc.lower()}.gif'
    response = httpx.get(url, timeout=3.1)
    response.raise_for_status()
    return response.content

def download_one(cc):
    image = get_flag(cc)
    Path('downloaded', f'{cc}.gif').write_bytes(image)
    return cc
