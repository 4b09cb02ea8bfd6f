import { describe, expect, it } from 'vitest';
import { bytesText, clockOf, dateTimeOf, figureText, groupedOf, latencyOf, percentText, secondsText } from './number';

describe('Figures', () => {
  it.each([
    [undefined, '1', '—'],
    [NaN, '1', '—'],
    [0, '1', '0 %'],
    [0.75, '1', '75 %'],
    [0.9999, '1', '99.99 %'],
    [1, '1', '100 %'],
    [0.0084, 's', '8.4 ms'],
    [0, '{call}', '0'],
    [1234567, '{call}', '1\u2009234\u2009567'],
  ])('%s in %s are shown as %s', (value, unit, text) => {
    expect(figureText(value, unit)).toBe(text);
  });

  it('are not rounded up to a hundred per cent', () => {
    expect(percentText(0.99996)).not.toBe('100 %');
  });

  it.each([
    [0.0000019, '1.9 µs'],
    [0.0105, '10.5 ms'],
    [1.25, '1.25 s'],
    [-0.002, '-2 ms'],
  ])('%s seconds are %s', (seconds, text) => {
    expect(secondsText(seconds)).toBe(text);
  });

  it('say that a latency is not known', () => {
    expect(latencyOf(undefined)).toBe('—');
  });

  it('keep 64 bits', () => {
    expect(groupedOf(18_446_744_073_709_551_615n)).toBe('18\u2009446\u2009744\u2009073\u2009709\u2009551\u2009615');
  });

  it.each([
    [0n, '0 B'],
    [999n, '999 B'],
    [18_200n, '18.2 kB'],
    [2_000_000_000_000_000n, '2000 TB'],
  ])('%s bytes are %s', (bytes, text) => {
    expect(bytesText(bytes)).toBe(text);
  });
});

describe('Times', () => {
  const moment = new Date(Date.UTC(2026, 10, 23, 23, 59, 58, 7));

  it('are those of the plants, eight hours ahead of UTC', () => {
    expect(dateTimeOf(moment)).toBe('2026-11-24 07:59:58');
    expect(clockOf(moment, 3)).toBe('07:59:58.007');
  });
});
