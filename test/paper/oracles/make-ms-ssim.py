"""
Reference values for ms-ssim.test.ts, by scipy in double precision: `python make-ms-ssim.py > ms-ssim.json`. It filters with
scipy's own correlation and a full two-dimensional window, where the implementation under test runs a separable one. Images are formulas of the pixel's
place, which the test repeats.
"""
import json

import numpy as np
from scipy.ndimage import correlate

WEIGHTS = np.array([0.0448, 0.2856, 0.3001, 0.2363, 0.1333])


def image(height, width, phase):
    row, column = np.mgrid[0:height, 0:width]
    return 0.5 + 0.3 * np.sin(0.7 * row + phase) * np.cos(0.4 * column) + 0.2 * np.sin(0.9 * row * column + 2 * phase)


def gaussian_window(size):
    offset = np.arange(size) - (size - 1) / 2
    line = np.exp(-0.5 * (offset / 1.5) ** 2)
    plane = np.outer(line, line)
    return plane / plane.sum()


def local_mean(values, size):
    margin = size // 2
    full = correlate(values, gaussian_window(size), mode="constant")
    return full[margin : values.shape[0] - margin, margin : values.shape[1] - margin]


def compared(x, y, size, value_range):
    c1, c2 = (0.01 * value_range) ** 2, (0.03 * value_range) ** 2
    mean_x, mean_y = local_mean(x, size), local_mean(y, size)
    variance_x = local_mean(x * x, size) - mean_x**2
    variance_y = local_mean(y * y, size) - mean_y**2
    covariance = local_mean(x * y, size) - mean_x * mean_y
    structure = (2 * covariance + c2) / (variance_x + variance_y + c2)
    luminance = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    return structure.mean(), (structure * luminance).mean()


def halved(x):
    height, width = x.shape[0] // 2 * 2, x.shape[1] // 2 * 2
    return x[:height, :width].reshape(height // 2, 2, width // 2, 2).mean(axis=(1, 3))


def ms_ssim(x, y, scales, size, value_range):
    weights = WEIGHTS[:scales] / WEIGHTS[:scales].sum()
    value = 1.0
    for scale in range(scales):
        structure, similarity = compared(x, y, size, value_range)
        factor = similarity if scale == scales - 1 else structure
        value *= max(factor, 0.0) ** weights[scale]
        x, y = halved(x), halved(y)
    return value


def main():
    cases = []
    for height, width, phases, scales, window in [
        (28, 28, (0.0, 0.3), 1, 7),
        (28, 28, (0.0, 0.3), 2, 7),
        (28, 28, (0.0, 0.3), 3, 7),
        (64, 64, (0.1, 0.2), 3, 11),
        (33, 47, (1.0, 1.1), 2, 9),
        (176, 176, (0.0, 0.05), 5, 11),
    ]:
        x, y = (image(height, width, phase) for phase in phases)
        cases.append(
            {
                "height": height,
                "width": width,
                "phases": phases,
                "scales": scales,
                "window": window,
                "value": float(ms_ssim(x, y, scales, window, 1.0)),
            }
        )
    print(json.dumps(cases, indent=2))


main()
