// One value of any type as the pages hold it: integers of 64 bits stay exact, types are not mixed up.
import { fromBinary } from '@bufbuild/protobuf';
import { DataType, PointValueSchema, type PointValue } from '$api/values_pb';
import { ticksOfTimestamp } from './time';

export type Cell =
  | { kind: 'none' }
  | { kind: 'boolean'; value: boolean }
  | { kind: 'integer'; value: bigint }
  | { kind: 'number'; value: number; single?: boolean }
  | { kind: 'text'; value: string }
  | { kind: 'bytes'; value: Uint8Array }
  | { kind: 'guid'; value: string }
  | { kind: 'time'; ticks: bigint }
  | { kind: 'status'; code: number }
  | { kind: 'array'; items: Cell[]; dimensions: number[] }
  | { kind: 'structure'; typeName: string; fields: { name: string; value: Cell }[] };

export const none: Cell = { kind: 'none' };

export function cellOf(value: PointValue | undefined): Cell {
  const kind = value?.kind;
  switch (kind?.case) {
    case 'boolean':
      return { kind: 'boolean', value: kind.value };
    case 'integer':
      return integerCell(kind.value, value!.dataType);
    case 'unsigned':
      return integerCell(kind.value, value!.dataType);
    case 'float':
      return { kind: 'number', value: kind.value, single: true };
    case 'double':
      return { kind: 'number', value: kind.value };
    case 'text':
      return { kind: 'text', value: kind.value };
    case 'bytes':
      return bytesCell(kind.value, value!.dataType);
    case 'time':
      return { kind: 'time', ticks: ticksOfTimestamp(kind.value) };
    case 'array':
      return { kind: 'array', items: kind.value.items.map(cellOf), dimensions: kind.value.dimensions };
    case 'structure':
      return {
        kind: 'structure',
        typeName: kind.value.typeName,
        fields: kind.value.fields.map((field) => ({ name: field.name, value: cellOf(field.value) })),
      };
    default:
      return none;
  }
}

/** An entry of a batch's blob column for a COMPOSITE point. */
export const compositeCell = (bytes: Uint8Array): Cell => cellOf(fromBinary(PointValueSchema, bytes));

export function integerCell(value: bigint, type: DataType): Cell {
  switch (type) {
    case DataType.DATE_TIME:
      return { kind: 'time', ticks: value };
    case DataType.STATUS_CODE:
      return { kind: 'status', code: Number(BigInt.asUintN(32, value)) };
    default:
      return { kind: 'integer', value };
  }
}

export const bytesCell = (value: Uint8Array, type: DataType): Cell =>
  type === DataType.GUID && value.length === 16 ? { kind: 'guid', value: guidText(value) } : { kind: 'bytes', value };

/** The value on a chart's axis; nothing when it has no place there. */
export function plotted(cell: Cell): number | undefined {
  switch (cell.kind) {
    case 'boolean':
      return cell.value ? 1 : 0;
    case 'integer':
      return Number(cell.value);
    case 'number':
      return Number.isFinite(cell.value) ? cell.value : undefined;
    default:
      return undefined;
  }
}

function guidText(bytes: Uint8Array): string {
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
