import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import { describe, expect, it } from 'vitest';
import { DataType, PointValueSchema, SampleBatchSchema, ValueKind } from '$api/values_pb';
import { BatchFault, readBatch, type Shape } from './batch';
import type { Cell } from './cell';
import { ticksOfUnixNs } from './time';

const shape = (kind: ValueKind, dataType: DataType = DataType.UNSPECIFIED, decimalPlaces = 0): Shape => ({ kind, dataType, decimalPlaces });

/** The batch as it comes from the wire. */
const batchOf = (init: MessageInitShape<typeof SampleBatchSchema>) =>
  fromBinary(SampleBatchSchema, toBinary(SampleBatchSchema, create(SampleBatchSchema, init)));

const composite = (init: MessageInitShape<typeof PointValueSchema>) => toBinary(PointValueSchema, create(PointValueSchema, init));

type Columns = Omit<MessageInitShape<typeof SampleBatchSchema>, '$typeName' | '$unknown'>;

const cases: [name: string, shape: Shape, columns: Columns, cell: Cell][] = [
  ['a boolean', shape(ValueKind.BOOLEAN), { booleans: Uint8Array.of(1) }, { kind: 'boolean', value: true }],
  ['the least Int64', shape(ValueKind.INTEGER, DataType.INT64), { integers: [-(2n ** 63n)] }, { kind: 'integer', value: -(2n ** 63n) }],
  ['an integer above 2^53', shape(ValueKind.INTEGER, DataType.INT64), { integers: [9_007_199_254_740_993n] }, { kind: 'integer', value: 9_007_199_254_740_993n }],
  ['the largest UInt64', shape(ValueKind.UNSIGNED, DataType.UINT64), { unsigneds: [2n ** 64n - 1n] }, { kind: 'integer', value: 2n ** 64n - 1n }],
  ['a DateTime', shape(ValueKind.INTEGER, DataType.DATE_TIME), { integers: [132_000_000_000_000_001n] }, { kind: 'time', ticks: 132_000_000_000_000_001n }],
  ['a StatusCode', shape(ValueKind.INTEGER, DataType.STATUS_CODE), { integers: [0x80310000n] }, { kind: 'status', code: 0x80310000 }],
  ['a Float', shape(ValueKind.FLOAT, DataType.FLOAT), { floats: [Math.fround(0.1)] }, { kind: 'number', value: Math.fround(0.1), single: true }],
  ['a Double', shape(ValueKind.DOUBLE, DataType.DOUBLE), { doubles: [Number.MIN_VALUE] }, { kind: 'number', value: Number.MIN_VALUE }],
  ['a negative zero', shape(ValueKind.DOUBLE, DataType.DOUBLE), { doubles: [-0] }, { kind: 'number', value: -0 }],
  ['no number', shape(ValueKind.DOUBLE, DataType.DOUBLE), { doubles: [NaN] }, { kind: 'number', value: NaN }],
  ['a decimal', shape(ValueKind.DECIMAL, DataType.DOUBLE, 3), { integers: [-1n] }, { kind: 'number', value: -0.001 }],
  ['a decimal of nine places', shape(ValueKind.DECIMAL, DataType.DOUBLE, 9), { integers: [123_456_789_012_345n] }, { kind: 'number', value: 123456.789012345 }],
  ['a text', shape(ValueKind.TEXT, DataType.STRING), { texts: ['压力 <b>'] }, { kind: 'text', value: '压力 <b>' }],
  ['bytes', shape(ValueKind.BYTES, DataType.BYTE_STRING), { blobs: [Uint8Array.of(0, 255)] }, { kind: 'bytes', value: Uint8Array.of(0, 255) }],
  [
    'a Guid in the order of RFC 9562',
    shape(ValueKind.BYTES, DataType.GUID),
    { blobs: [Uint8Array.from({ length: 16 }, (_, index) => index * 17)] },
    { kind: 'guid', value: '00112233-4455-6677-8899-aabbccddeeff' },
  ],
  [
    'an array',
    shape(ValueKind.COMPOSITE, DataType.INT32),
    { blobs: [composite({ dataType: DataType.INT32, kind: { case: 'array', value: { items: [{ kind: { case: 'integer', value: -7n } }, {}] } } })] },
    { kind: 'array', items: [{ kind: 'integer', value: -7n }, { kind: 'none' }], dimensions: [] },
  ],
  [
    'a structure',
    shape(ValueKind.COMPOSITE, DataType.EXTENSION_OBJECT),
    { blobs: [composite({ kind: { case: 'structure', value: { typeName: 'Part', fields: [{ name: 'id', value: { kind: { case: 'text', value: 'A' } } }] } } })] },
    { kind: 'structure', typeName: 'Part', fields: [{ name: 'id', value: { kind: 'text', value: 'A' } }] },
  ],
];

describe('A value comes out of its column', () => {
  it.each(cases)('%s', (_, of, columns, cell) => {
    const rows = readBatch(batchOf({ pointDeltas: [5], ...columns }), (alias) => (alias === 5 ? of : undefined));

    expect(rows.map((row) => row.cell)).toEqual([cell]);
  });
});

describe('Rows', () => {
  const shapes: Record<number, Shape> = {
    2: shape(ValueKind.BOOLEAN),
    3: shape(ValueKind.INTEGER, DataType.INT32),
    9: shape(ValueKind.DECIMAL, DataType.DOUBLE, 1),
  };
  const shapeOf = (alias: number): Shape | undefined => shapes[alias];

  it('take the next entry of their own column and add their deltas up', () => {
    const batch = batchOf({
      baseTimeNs: 1_000_000_000n,
      timeUnitNs: 100,
      pointDeltas: [9, -7, 1, 0, -1],
      timeDeltas: [0n, 5n, 0n, -2n, 1n],
      integers: [15n, 7n, 8n],
      booleans: Uint8Array.of(0b10),
      receivedTimeNs: 2_000_000_000n,
      receivedRuns: [{ firstRow: 3, deltaNs: 700n }],
    });

    const rows = readBatch(batch, shapeOf);

    expect(rows.map((row) => row.alias)).toEqual([9, 2, 3, 3, 2]);
    expect(rows.map((row) => ('value' in row.cell ? row.cell.value : undefined))).toEqual([1.5, false, 7n, 8n, true]);
    expect(rows.map((row) => row.sourceTicks - ticksOfUnixNs(1_000_000_000n))).toEqual([0n, 5n, 5n, 3n, 4n]);
    expect(rows.map((row) => row.receivedTicks - ticksOfUnixNs(2_000_000_000n))).toEqual([0n, 0n, 0n, 7n, 7n]);
  });

  it('count their time in milliseconds unless the batch says otherwise', () => {
    const rows = readBatch(batchOf({ pointDeltas: [3, 0], timeDeltas: [0n, 3n], integers: [1n, 2n] }), shapeOf);

    expect(rows[1]!.sourceTicks - rows[0]!.sourceTicks).toBe(30_000n);
  });

  it('keep their entry when an exception gives only a status, and take none when it gives a value', () => {
    const batch = batchOf({
      pointDeltas: [3, 0, 0, 0],
      integers: [1n, 4n],
      exceptions: [
        { firstRow: 0, statusCode: 0x40900000 },
        { firstRow: 1, rowCount: 2, statusCode: 0x80310000, value: {} },
        { firstRow: 3, sourceTicks: 0n },
      ],
    });

    const rows = readBatch(batch, shapeOf);

    expect(rows.map((row) => row.status)).toEqual([0x40900000, 0x80310000, 0x80310000, 0]);
    expect(rows.map((row) => row.cell.kind)).toEqual(['integer', 'none', 'none', 'integer']);
    expect(rows[3]!.sourceTicks).toBe(0n);
  });

  it.each<[string, Columns]>([
    ['an alias that was not declared', { pointDeltas: [4], integers: [1n] }],
    ['a column that is too short', { pointDeltas: [3, 0], integers: [1n] }],
    ['a column that is too long', { pointDeltas: [3], integers: [1n, 2n] }],
    ['bits that are too few', { pointDeltas: [2, 0, 0, 0, 0, 0, 0, 0, 0], booleans: Uint8Array.of(0) }],
    ['time deltas of another number', { pointDeltas: [3, 0], integers: [1n, 2n], timeDeltas: [1n] }],
    ['an exception after the last row', { pointDeltas: [3], integers: [1n], exceptions: [{ firstRow: 1, statusCode: 1 }] }],
    ['exceptions that overlap', { pointDeltas: [3, 0], integers: [1n, 2n], exceptions: [{ firstRow: 0, rowCount: 2 }, { firstRow: 1 }] }],
  ])('are refused for %s', (_, columns) => {
    expect(() => readBatch(batchOf(columns), shapeOf)).toThrow(BatchFault);
  });
});
