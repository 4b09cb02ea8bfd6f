import { describe, expect, it } from 'vitest';
import { DataType } from '$api/values_pb';
import { none, type Cell } from '$shared/wire/cell';
import { cellText, shortText, typeText } from './cell';

const unixEpochTicks = 116_444_736_000_000_000n;
const integers = (count: number): Cell[] => Array.from({ length: count }, (_, index) => ({ kind: 'integer', value: BigInt(index) }));

describe('A value as text', () => {
  it.each<[string, Cell]>([
    ['无值', none],
    ['是', { kind: 'boolean', value: true }],
    ['18446744073709551615', { kind: 'integer', value: 18_446_744_073_709_551_615n }],
    ['0.1', { kind: 'number', value: Math.fround(0.1), single: true }],
    ['0.30000000000000004', { kind: 'number', value: 0.1 + 0.2 }],
    ['NaN', { kind: 'number', value: NaN }],
    ['−∞', { kind: 'number', value: -Infinity }],
    ['-0', { kind: 'number', value: -0 }],
    ['空文本', { kind: 'text', value: '' }],
    ['<script>', { kind: 'text', value: '<script>' }],
    ['00 ff', { kind: 'bytes', value: Uint8Array.of(0, 255) }],
    ['1601-01-01 08:05:43.000', { kind: 'time', ticks: 0n }],
    ['2026-11-24 08:00:00.123', { kind: 'time', ticks: unixEpochTicks + BigInt(Date.UTC(2026, 10, 24, 0, 0, 0, 123)) * 10_000n + 9_999n }],
    ['1180591620717411303424', { kind: 'time', ticks: 2n ** 70n }],
    ['BadDeviceFailure', { kind: 'status', code: 0x808b0000 }],
    ['[0, 1, 2]', { kind: 'array', items: integers(3), dimensions: [] }],
    ['[[0, 1, 2], [3, 4, 5]]', { kind: 'array', items: integers(6), dimensions: [2, 3] }],
    ['[0, 1, 2] (2×3)', { kind: 'array', items: integers(3), dimensions: [2, 3] }],
    ['[]', { kind: 'array', items: [], dimensions: [] }],
    ['{id: "A"}', { kind: 'structure', typeName: 'Part', fields: [{ name: 'id', value: { kind: 'text', value: 'A' } }] }],
  ])('is %s', (text, cell) => {
    expect(cellText(cell)).toBe(text);
  });

  it('is short in a row', () => {
    expect(shortText({ kind: 'number', value: 0.1 + 0.2 })).toBe('0.3');
    expect(shortText({ kind: 'array', items: integers(100), dimensions: [] })).toBe('[0, 1, 2, 3, 4, 5, 6, 7, … 100]');
    expect(shortText({ kind: 'text', value: 'x'.repeat(500) })).toHaveLength(121);
  });
});

describe('A type', () => {
  it('is called as in the specification', () => {
    expect([typeText(DataType.DOUBLE, -1), typeText(DataType.INT32, 1), typeText(DataType.UNSPECIFIED, -1)]).toEqual(['Double', 'Int32[]', '?']);
  });
});
