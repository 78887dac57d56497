#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""analyse_tone.py RAW: what is in a recording of 16 bit mono frames at 44100 Hz, as key=value."""
import array
import cmath
import sys

RATE = 44100
samples = array.array("h")
with open(sys.argv[1], "rb") as recording:
    data = recording.read()
samples.frombytes(data[: len(data) // 2 * 2])

loud = [i for i, value in enumerate(samples) if abs(value) > 3000]
if not loud:
    print("tone_seconds=0")
    sys.exit()
first, last = loud[0], loud[-1]
tone = samples[first : last + 1]
print(f"tone_seconds={len(tone) / RATE:.3f}")

# A hole is 2 ms without any loud sample: the tone has a loud one each half period (0.5 ms).
gaps = [b - a for a, b in zip(loud, loud[1:]) if b - a > RATE // 500]
print(f"holes={len(gaps)}")
for a, b in zip(loud, loud[1:]):
    if b - a > RATE // 500:
        print(f"hole={(a - first) / RATE:.3f}..{(b - first) / RATE:.3f}")

# Phase of the 1 kHz part per tenth of a second: its slope is the error of the frequency.
block = RATE // 10
phases = []
for start in range(0, len(tone) - block, block):
    total = sum(
        tone[start + n] * cmath.exp(-2j * cmath.pi * 1000 * (start + n) / RATE)
        for n in range(block)
    )
    phases.append((cmath.phase(total), abs(total) * 2 / block / 32768))
level = sorted(p[1] for p in phases)[len(phases) // 2]
print(f"level={level:.3f}")
turn = sum(
    cmath.phase(cmath.exp(1j * (b[0] - a[0]))) for a, b in zip(phases, phases[1:])
) / (2 * cmath.pi)
print(f"frequency={1000 + turn / (0.1 * max(1, len(phases) - 1)):.3f}")
