"""Makes log_mel_hertz_golden.csv and log_mel_golden.csv: the log-mel spectrogram of a fixed signal with triangles
linear in hertz and in mel, computed with numpy.

Written from the definition alone, independently of the Java code: dense filter matrices, numpy's FFT of each
frame. Run in this folder: python3 log_mel_golden.py
"""

import numpy as np

RATE, SECONDS, FRAMES, BANDS, WINDOW, N_FFT = 16000, 2, 100, 40, 256, 256

# The signal: a chirp, a steady tone and deterministic noise, with silence in the last fifth.
n = np.arange(RATE * SECONDS)
t = n / RATE
noise = ((n * 1103515245 + 12345) % 65536) / 65536 - 0.5
signal = 0.3 * np.sin(2 * np.pi * (100 * t + 900 * t * t)) + 0.1 * np.sin(2 * np.pi * 3000 * t) + 0.02 * noise
signal[int(0.8 * len(n)):] = 0
pcm = np.round(signal * 32767).astype(np.int16)

hop = RATE * SECONDS // FRAMES
x = np.concatenate([pcm / 32768.0, np.zeros(WINDOW)])
window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW) / (WINDOW - 1))
frames = np.stack([x[m * hop : m * hop + WINDOW] * window for m in range(FRAMES)])
power = np.abs(np.fft.rfft(frames, N_FFT)) ** 2  # 129 bins, that at half the sample rate included

to_mel = lambda f: 1127 * np.log(1 + f / 700)
to_hertz = lambda m: 700 * (np.exp(m / 1127) - 1)
edges = np.linspace(0, to_mel(RATE / 2), BANDS + 2)


def hertz_filters():
    """Triangles in units of bins 8000/129 Hz apart, no side narrower than 1; scaled over the 129 bins to the sum 1.

    What is heard of them: bins 0 to 127, without the first bin past a triangle's end. The bin of half the sample
    rate is packed into the imaginary part of bin 0, and so shares its weight.
    """
    count = N_FFT // 2 + 1
    left, middle, right = (to_hertz(edges[k : k + BANDS])[:, None] / (RATE / 2 / count) for k in range(3))
    bin_ = np.arange(count)[None]
    rising = 1 - (middle - bin_) / np.maximum(1, middle - left)
    falling = 1 - (bin_ - middle) / np.maximum(1, right - middle)
    weights = np.where(bin_ < middle, rising, falling).clip(min=0)
    weights /= weights.sum(1, keepdims=True)
    weights[(bin_ > np.floor(right)) | (bin_ == count - 1)] = 0
    weights[:, -1] = weights[:, 0]
    return weights


def mel_filters():
    """Triangles over bins 62.5 Hz apart, each scaled to the sum 1; the bin of half the sample rate is not used."""
    bins = to_mel(np.arange(N_FFT // 2 + 1) * RATE / N_FFT)
    rising = (bins[None] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
    falling = (edges[2:, None] - bins[None]) / (edges[2:] - edges[1:-1])[:, None]
    weights = np.maximum(0, np.minimum(rising, falling))
    weights[:, -1] = 0
    return weights / weights.sum(1, keepdims=True)


for name, gain, filters in [
    ("log_mel_hertz_golden", 1080674186.3482928, hertz_filters()),
    ("log_mel_golden", 1.0807e9, mel_filters()),
]:
    energy = gain * power @ filters.T
    log_mel = np.where(energy > np.e, np.log(np.maximum(energy, 1e-300)), energy / np.e)
    np.savetxt(f"../resources/dev/xdc/data/transform/{name}.csv", log_mel, fmt="%.6f", delimiter=",")
    print(name, log_mel.shape, log_mel.min(), log_mel.max(), "sums:", filters.sum(1).min(), filters.sum(1).max())
