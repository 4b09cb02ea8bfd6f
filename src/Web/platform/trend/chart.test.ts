import { create } from '@bufbuild/protobuf';
import { expect, it } from 'vitest';
import { GapSchema } from '$api/telemetry_pb';
import { ticksOfUnixNs } from '$shared/wire/time';
import { curve } from './chart';

const moment = (ms: number, value: number, status = 0) => ({
  sourceTicks: ticksOfUnixNs(BigInt(ms) * 1_000_000n),
  cell: { kind: 'number' as const, value },
  status,
});

it('The curve stops where a value is bad and where something is missing', () => {
  const gap = create(GapSchema, { from: { seconds: 2n, nanos: 500_000_000 } });

  const points = curve([moment(1000, 1), moment(2000, 2, 0x80310000), moment(3000, 3)], [gap]);

  expect(points).toEqual([
    [1000, 1],
    [2000, null],
    [2500, null],
    [3000, 3],
  ]);
});
