// A value as text, for a row of a table and in full.
import { DataType } from '$api/values_pb';
import type { Cell } from '$shared/wire/cell';
import { statusName } from '$shared/wire/status';
import { dateOfTicks } from '$shared/wire/time';
import { t } from './language.svelte';
import { dateTimeOf } from './number';

/** Items of an array and characters of a text that a row shows. */
const shortItems = 8;
const shortCharacters = 120;

/** Short enough for a row; `cellText` says all. */
export function shortText(cell: Cell): string {
  const text =
    cell.kind === 'array' && cell.items.length > shortItems
      ? `[${cell.items.slice(0, shortItems).map(itemText).join(', ')}, … ${cell.items.length}]`
      : cellText(cell, true);
  return text.length > shortCharacters ? `${text.slice(0, shortCharacters)}…` : text;
}

export function cellText(cell: Cell, rounded = false): string {
  switch (cell.kind) {
    case 'none':
      return t('value.none');
    case 'boolean':
      return t(cell.value ? 'value.true' : 'value.false');
    case 'integer':
      return cell.value.toString();
    case 'number':
      return numberText(cell.value, cell.single ?? false, rounded);
    case 'text':
      return cell.value === '' ? t('value.empty') : cell.value;
    case 'bytes':
      return bytesCellText(cell.value);
    case 'guid':
      return cell.value;
    case 'time': {
      const date = dateOfTicks(cell.ticks);
      return date ? dateTimeOf(date, 3) : cell.ticks.toString();
    }
    case 'status':
      return statusName(cell.code);
    case 'array':
      return arrayText(cell.items, cell.dimensions);
    case 'structure':
      return `{${cell.fields.map((field) => `${field.name}: ${itemText(field.value)}`).join(', ')}}`;
  }
}

/** The digits that a number has: of a Float no more than it can hold; rounded to nine for a row. */
function numberText(value: number, single: boolean, rounded: boolean): string {
  if (Number.isNaN(value)) {
    return 'NaN';
  }

  if (!Number.isFinite(value)) {
    return value > 0 ? '∞' : '−∞';
  }

  if (Object.is(value, -0)) {
    return '-0';
  }

  const digits = single ? 7 : rounded ? 9 : 17;
  const exact = digits === 17 ? value : Number(value.toPrecision(digits));
  return exact.toString();
}

function arrayText(items: Cell[], dimensions: number[]): string {
  if (dimensions.length < 2) {
    return `[${items.map(itemText).join(', ')}]`;
  }

  // A matrix row by row; what does not fit its dimensions is shown flat rather than not at all.
  const [rows = 0, ...rest] = dimensions;
  const size = rest.reduce((product, length) => product * length, 1);
  if (rows * size !== items.length || size === 0) {
    return `[${items.map(itemText).join(', ')}] (${dimensions.join('×')})`;
  }

  const parts = Array.from({ length: rows }, (_, row) => arrayText(items.slice(row * size, (row + 1) * size), rest));
  return `[${parts.join(', ')}]`;
}

const itemText = (cell: Cell): string => (cell.kind === 'text' ? JSON.stringify(cell.value) : cellText(cell, true));

function bytesCellText(bytes: Uint8Array): string {
  const hex = Array.from(bytes.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return bytes.length > 16 ? `${hex} … (${t('value.bytes', { count: bytes.length })})` : hex || t('value.bytes', { count: 0 });
}

/** `Double`, `Int32[]`, as the specification writes them. */
export function typeText(type: DataType, valueRank: number): string {
  const name = typeNames[type] ?? '?';
  return valueRank >= 1 ? name + '[]'.repeat(Math.min(valueRank, 4)) : name;
}

const typeNames: Partial<Record<DataType, string>> = {
  [DataType.BOOLEAN]: 'Boolean',
  [DataType.SBYTE]: 'SByte',
  [DataType.BYTE]: 'Byte',
  [DataType.INT16]: 'Int16',
  [DataType.UINT16]: 'UInt16',
  [DataType.INT32]: 'Int32',
  [DataType.UINT32]: 'UInt32',
  [DataType.INT64]: 'Int64',
  [DataType.UINT64]: 'UInt64',
  [DataType.FLOAT]: 'Float',
  [DataType.DOUBLE]: 'Double',
  [DataType.STRING]: 'String',
  [DataType.DATE_TIME]: 'DateTime',
  [DataType.GUID]: 'Guid',
  [DataType.BYTE_STRING]: 'ByteString',
  [DataType.XML_ELEMENT]: 'XmlElement',
  [DataType.NODE_ID]: 'NodeId',
  [DataType.EXPANDED_NODE_ID]: 'ExpandedNodeId',
  [DataType.STATUS_CODE]: 'StatusCode',
  [DataType.QUALIFIED_NAME]: 'QualifiedName',
  [DataType.LOCALIZED_TEXT]: 'LocalizedText',
  [DataType.EXTENSION_OBJECT]: 'Structure',
  [DataType.DATA_VALUE]: 'DataValue',
  [DataType.VARIANT]: 'Variant',
  [DataType.DIAGNOSTIC_INFO]: 'DiagnosticInfo',
};
