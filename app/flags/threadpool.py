from concurrent.futures import ThreadPoolExecutor, as_completed

def download_many(codes, workers):
    done = 0
    with ThreadPoolExecutor(min(workers, len(codes))) as executor:
        to_do = [executor.submit(download_one, cc) for cc in codes]
        for future in as_completed(to_do):
            future.result()  # raises what the task raised
            done += 1
    return done
