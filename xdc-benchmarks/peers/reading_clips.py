"""Reads clips with PyAV: the same windows as the benchmark ReadingClips, frames resized to rgb24,
sound as 16-bit mono. Prints clips per second and processor milliseconds per clip."""
import csv
import multiprocessing
import resource
import sys
import time

import av

CODEC_THREADS = 1


def picture(path, start, seconds, frames, width, height):
    found = []
    with av.open(path) as container:
        stream = container.streams.video[0]
        stream.codec_context.thread_count = CODEC_THREADS
        rate = frames / seconds
        container.seek(int(start / stream.time_base), stream=stream)
        shown = None
        for frame in container.decode(stream):
            # Frame n is the one on display at its time, by the rule of ClipDecoder.
            while len(found) < frames and frame.time > start + (len(found) + 0.15) / rate:
                last = frame if shown is None else shown
                found.append(last.reformat(width, height, "rgb24", interpolation="BILINEAR").to_ndarray())
            if len(found) == frames:
                break
            shown = frame
        while len(found) < frames:
            found.append(shown.reformat(width, height, "rgb24", interpolation="BILINEAR").to_ndarray())
    return found


def sound(path, start, seconds, rate):
    samples = []
    count = 0
    resampler = av.AudioResampler("s16", "mono", rate)
    with av.open(path) as container:
        stream = container.streams.audio[0]
        container.seek(int(max(0, start - 0.25) / stream.time_base), stream=stream)
        for frame in container.decode(stream):
            if frame.time + frame.samples / frame.sample_rate < start:
                continue
            for part in resampler.resample(frame):
                samples.append(part.to_ndarray())
                count += part.samples
            if count >= seconds * rate:
                break
    return samples


def clip(row):
    path = row[8]
    frames = picture(path, float(row[0]), float(row[1]), int(row[2]), int(row[3]), int(row[4]))
    samples = sound(path, float(row[5]), float(row[6]), int(row[7]))
    if len(frames) != int(row[2]) or not samples:
        raise RuntimeError(f"{path}: {len(frames)} frames, {len(samples)} pieces of sound")
    return 1


def used():
    both = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return sum(usage.ru_utime + usage.ru_stime for usage in both)


def main():
    name, windows, processes = sys.argv[1], sys.argv[2], int(sys.argv[3])
    with open(windows, newline="") as file:
        rows = list(csv.reader(file))
    before, start = used(), time.perf_counter()
    pool = multiprocessing.Pool(processes)
    done = sum(pool.imap_unordered(clip, rows, chunksize=8))
    pool.close()
    pool.join()
    seconds = time.perf_counter() - start
    print(f"{name}\tpyav\t{done / seconds:.1f}\t{1000 * (used() - before) / done:.3f}")


if __name__ == "__main__":
    main()
