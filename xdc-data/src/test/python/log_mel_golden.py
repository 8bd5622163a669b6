"""Makes log_mel_golden.csv: the log-mel spectrogram of a fixed signal, computed with numpy.

Written from the definition alone, independently of the Java code: dense filter matrix, numpy's FFT of each
frame. Run in this folder: python3 log_mel_golden.py
"""

import numpy as np

RATE, SECONDS, FRAMES, BANDS, WINDOW, N_FFT = 16000, 2, 100, 40, 256, 256
GAIN = 1.0807e9

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
power = np.abs(np.fft.fft(frames, N_FFT)[:, : N_FFT // 2]) ** 2

mel = lambda f: 1127 * np.log(1 + f / 700)
edges = np.linspace(0, mel(RATE / 2), BANDS + 2)
bins = mel(np.arange(N_FFT // 2) * RATE / N_FFT)
rising = (bins[None, :] - edges[:-2, None]) / (edges[1:-1] - edges[:-2])[:, None]
falling = (edges[2:, None] - bins[None, :]) / (edges[2:] - edges[1:-1])[:, None]
filters = np.maximum(0, np.minimum(rising, falling))
filters /= filters.sum(1, keepdims=True)

energy = GAIN * power @ filters.T
log_mel = np.where(energy > np.e, np.log(np.maximum(energy, 1e-300)), energy / np.e)
np.savetxt("../resources/dev/xdc/data/transform/log_mel_golden.csv", log_mel, fmt="%.6f", delimiter=",")
print(log_mel.shape, log_mel.min(), log_mel.max(), "empty filters:", int((filters.sum(1) == 0).sum()))
