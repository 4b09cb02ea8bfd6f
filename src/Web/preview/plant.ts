// Four invented machines with points of every type, names that mean harm among them.
import { create, toBinary, type MessageInitShape } from '@bufbuild/protobuf';
import {
  DataType,
  PointDeclarationSchema,
  PointValueSchema,
  SampleBatchSchema,
  ValueKind,
  type PointDeclaration,
  type SampleBatch,
} from '../.generated/api/industrial/gateway/v1/values_pb';

export const gateway = 'gateways/press-shop';

export const machines = [
  { name: 'press-01', title: '冲压机 01' },
  { name: 'press-02', title: '冲压机 02' },
  { name: 'furnace-01', title: '热处理炉' },
  { name: 'robot-07', title: '' },
];

const unixEpochTicks = 116_444_736_000_000_000n;
const kinds: [string, ValueKind, DataType, string][] = [
  ['hydraulics/pressure', ValueKind.DECIMAL, DataType.DOUBLE, 'bar'],
  ['hydraulics/oil/temperature', ValueKind.FLOAT, DataType.FLOAT, '°C'],
  ['counter', ValueKind.INTEGER, DataType.INT64, ''],
  ['energy/total', ValueKind.UNSIGNED, DataType.UINT64, 'kW.h'],
  ['running', ValueKind.BOOLEAN, DataType.BOOLEAN, ''],
  ['program', ValueKind.TEXT, DataType.STRING, ''],
  ['last-service', ValueKind.INTEGER, DataType.DATE_TIME, ''],
  ['state', ValueKind.INTEGER, DataType.STATUS_CODE, ''],
  ['spectrum', ValueKind.COMPOSITE, DataType.DOUBLE, 'mm/s'],
  ['serial', ValueKind.BYTES, DataType.GUID, ''],
  ['vibration', ValueKind.DOUBLE, DataType.DOUBLE, 'mm/s'],
  ['<img src=x onerror=alert(1)>', ValueKind.TEXT, DataType.STRING, '"><b>'],
];

export const declarations: PointDeclaration[] = machines.flatMap((machine, row) =>
  kinds.map(([path, kind, dataType, unit], column) =>
    create(PointDeclarationSchema, {
      alias: row * kinds.length + column + 1,
      path: `${gateway}/points/${machine.name}/${path}`,
      equipment: machine.name,
      kind,
      dataType,
      unit,
      decimalPlaces: 2,
      valueRank: kind === ValueKind.COMPOSITE ? 1 : -1,
      sourceAddress: `opcua:${machine.name};nsu=urn:maker:press;s=${path}`,
      displayName: column === 0 ? '液压压力' : '',
    }),
  ),
);

/** A batch with a value for each wanted alias, as the platform would send it. */
export function batchOf(nowMs: number, wanted: (alias: number) => boolean): SampleBatch {
  const batch = create(SampleBatchSchema, { baseTimeNs: BigInt(nowMs) * 1_000_000n, receivedTimeNs: BigInt(nowMs) * 1_000_000n });
  const booleans: boolean[] = [];
  let last = 0;
  for (const declaration of declarations.filter((each) => wanted(each.alias))) {
    batch.pointDeltas.push(declaration.alias - last);
    last = declaration.alias;
    const quality = qualityOf(declaration);
    if (quality) {
      batch.exceptions.push({ $typeName: 'industrial.gateway.v1.RowException', firstRow: batch.pointDeltas.length - 1, rowCount: 0, statusCode: quality });
    }

    put(batch, booleans, declaration, nowMs);
  }

  batch.booleans = Uint8Array.from({ length: Math.ceil(booleans.length / 8) }, (_, index) =>
    booleans.slice(index * 8, index * 8 + 8).reduce((bits, bit, place) => bits | (Number(bit) << place), 0),
  );
  return batch;
}

/** The past of a point, one sample a second, with a hole in it. */
export function pastOf(declaration: PointDeclaration, fromMs: number, toMs: number) {
  const samples = [];
  const hole = [toMs - 160_000, toMs - 120_000] as const;
  for (let ms = toMs; ms >= Math.max(fromMs, toMs - 1_200_000); ms -= 1000) {
    if (ms < hole[0] || ms > hole[1]) {
      samples.push({ value: valueOf(declaration, ms), sourceTime: stamp(ms), statusCode: qualityOf(declaration), gatewayTime: stamp(ms) });
    }
  }

  return { samples, gaps: [{ from: stamp(hole[0]), to: stamp(hole[1]), reason: 3, sampleCount: 40n }] };
}

const stamp = (ms: number) => ({ seconds: BigInt(Math.floor(ms / 1000)), nanos: 0 });
const wave = (declaration: PointDeclaration, ms: number) => 180 + 20 * Math.sin(ms / 9000 + declaration.alias) + 3 * Math.sin(ms / 700);
const qualityOf = (declaration: PointDeclaration) =>
  declaration.equipment === 'furnace-01' && declaration.path.endsWith('temperature') ? 0x80310000
  : declaration.equipment === 'furnace-01' && declaration.path.endsWith('pressure') ? 0x40900000
  : 0;

function put(batch: SampleBatch, booleans: boolean[], declaration: PointDeclaration, ms: number): void {
  const value = wave(declaration, ms);
  switch (declaration.kind) {
    case ValueKind.DECIMAL: batch.integers.push(BigInt(Math.round(value * 100))); break;
    case ValueKind.FLOAT: batch.floats.push(Math.fround(value / 3)); break;
    case ValueKind.DOUBLE: batch.doubles.push(value / 100); break;
    case ValueKind.INTEGER: batch.integers.push(integerOf(declaration, ms)); break;
    case ValueKind.UNSIGNED: batch.unsigneds.push(18_446_744_073_709_551_615n - BigInt(Math.floor(ms / 1000) % 1000)); break;
    case ValueKind.BOOLEAN: booleans.push(Math.floor(ms / 20_000) % 2 === 0); break;
    case ValueKind.TEXT: batch.texts.push(textOf(declaration, ms)); break;
    case ValueKind.BYTES: batch.blobs.push(Uint8Array.from({ length: 16 }, (_, index) => index * 7 + declaration.alias)); break;
    case ValueKind.COMPOSITE: batch.blobs.push(toBinary(PointValueSchema, create(PointValueSchema, spectrum(ms)))); break;
  }
}

const integerOf = (declaration: PointDeclaration, ms: number) =>
  declaration.dataType === DataType.DATE_TIME ? unixEpochTicks + BigInt(Math.floor(ms / 60_000)) * 600_000_000n
  : declaration.dataType === DataType.STATUS_CODE ? 0x808b0000n
  : 9_007_199_254_740_993n + BigInt(Math.floor(ms / 1000) % 1000);
const textOf = (declaration: PointDeclaration, ms: number) =>
  declaration.path.includes('<') ? '<script>alert(1)</script>' : `O${Math.floor(ms / 30_000) % 100} – 门板`;
const spectrum = (ms: number): MessageInitShape<typeof PointValueSchema> => ({
  kind: { case: 'array', value: { items: Array.from({ length: 16 }, (_, index) => ({ kind: { case: 'double' as const, value: Math.round(100 * Math.abs(Math.sin(ms / 5000 + index))) / 100 } })) } },
  dataType: DataType.DOUBLE,
});

function valueOf(declaration: PointDeclaration, ms: number): MessageInitShape<typeof PointValueSchema> {
  const value = wave(declaration, ms);
  switch (declaration.kind) {
    case ValueKind.DECIMAL: return { kind: { case: 'double', value: Math.round(value * 100) / 100 }, dataType: declaration.dataType };
    case ValueKind.FLOAT: return { kind: { case: 'float', value: value / 3 }, dataType: declaration.dataType };
    case ValueKind.DOUBLE: return { kind: { case: 'double', value: value / 100 }, dataType: declaration.dataType };
    case ValueKind.INTEGER: return { kind: { case: 'integer', value: integerOf(declaration, ms) }, dataType: declaration.dataType };
    case ValueKind.BOOLEAN: return { kind: { case: 'boolean', value: Math.floor(ms / 20_000) % 2 === 0 }, dataType: declaration.dataType };
    case ValueKind.TEXT: return { kind: { case: 'text', value: textOf(declaration, ms) }, dataType: declaration.dataType };
    case ValueKind.COMPOSITE: return spectrum(ms);
    default: return { dataType: declaration.dataType };
  }
}
