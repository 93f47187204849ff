def download_many(codes):
    for cc in codes:
        download_one(cc)
    return len(codes)
