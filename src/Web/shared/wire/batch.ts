// Reads a SampleBatch: row i is the i-th point delta, its value the next unused entry of the column that its point was
// declared with. A batch that breaks these rules is a BatchFault, and nothing of it is shown.
import { ValueKind, type PointDeclaration, type RowException, type SampleBatch } from '$api/values_pb';
import { bytesCell, cellOf, compositeCell, integerCell, none, type Cell } from './cell';
import { ticksOfUnixNs } from './time';

export class BatchFault extends Error {}

/** What the decoder needs to know of a point. */
export type Shape = Pick<PointDeclaration, 'kind' | 'decimalPlaces' | 'dataType'>;

export interface Row {
  alias: number;
  cell: Cell;
  /** OPC UA status code. */
  status: number;
  sourceTicks: bigint;
  receivedTicks: bigint;
}

/** Nanoseconds of a time delta when the batch does not say. */
const defaultUnitNs = 1_000_000n;

export function readBatch(batch: SampleBatch, shapeOf: (alias: number) => Shape | undefined): Row[] {
  const count = batch.pointDeltas.length;
  if (batch.timeDeltas.length !== 0 && batch.timeDeltas.length !== count) {
    throw new BatchFault(`${batch.timeDeltas.length} time deltas for ${count} rows.`);
  }

  const unit = batch.timeUnitNs === 0 ? defaultUnitNs : BigInt(batch.timeUnitNs);
  const columns = new Columns(batch);
  const received = new Received(batch);
  const exceptions = new Exceptions(batch.exceptions, count);
  const rows: Row[] = [];
  let alias = 0;
  let timeNs = batch.baseTimeNs;
  for (let index = 0; index < count; index++) {
    alias += batch.pointDeltas[index]!;
    timeNs += (batch.timeDeltas[index] ?? 0n) * unit;
    const shape = shapeOf(alias);
    if (!shape) {
      throw new BatchFault(`Row ${index} is of alias ${alias}, which was not declared.`);
    }

    const exception = exceptions.at(index);
    rows.push({
      alias,
      cell: exception?.value ? cellOf(exception.value) : columns.next(shape),
      status: exception?.statusCode ?? 0,
      sourceTicks: exception?.sourceTicks ?? ticksOfUnixNs(timeNs),
      receivedTicks: received.at(index),
    });
  }

  columns.checkUsedUp();
  return rows;
}

/** The columns of one batch, each with the place of its next entry. */
class Columns {
  private doubles = 0;
  private floats = 0;
  private integers = 0;
  private unsigneds = 0;
  private booleans = 0;
  private texts = 0;
  private blobs = 0;

  constructor(private readonly batch: SampleBatch) {}

  next(shape: Shape): Cell {
    const batch = this.batch;
    switch (shape.kind) {
      case ValueKind.BOOLEAN: {
        const bit = this.booleans++;
        return { kind: 'boolean', value: ((entry(batch.booleans, bit >> 3, 'booleans') >> (bit & 7)) & 1) === 1 };
      }
      case ValueKind.INTEGER:
        return integerCell(entry(batch.integers, this.integers++, 'integers'), shape.dataType);
      case ValueKind.UNSIGNED:
        return { kind: 'integer', value: entry(batch.unsigneds, this.unsigneds++, 'unsigneds') };
      case ValueKind.FLOAT:
        return { kind: 'number', value: entry(batch.floats, this.floats++, 'floats'), single: true };
      case ValueKind.DOUBLE:
        return { kind: 'number', value: entry(batch.doubles, this.doubles++, 'doubles') };
      case ValueKind.DECIMAL:
        // Both are exact doubles, so that the quotient is the double nearest to the decimal number.
        return { kind: 'number', value: Number(entry(batch.integers, this.integers++, 'integers')) / 10 ** shape.decimalPlaces };
      case ValueKind.TEXT:
        return { kind: 'text', value: entry(batch.texts, this.texts++, 'texts') };
      case ValueKind.BYTES:
        return bytesCell(entry(batch.blobs, this.blobs++, 'blobs'), shape.dataType);
      case ValueKind.COMPOSITE:
        return compositeCell(entry(batch.blobs, this.blobs++, 'blobs'));
      default:
        return none;
    }
  }

  checkUsedUp(): void {
    const batch = this.batch;
    used('doubles', this.doubles, batch.doubles.length);
    used('floats', this.floats, batch.floats.length);
    used('integers', this.integers, batch.integers.length);
    used('unsigneds', this.unsigneds, batch.unsigneds.length);
    used('booleans', (this.booleans + 7) >> 3, batch.booleans.length);
    used('texts', this.texts, batch.texts.length);
    used('blobs', this.blobs, batch.blobs.length);
  }
}

/** The receive time of each row, asked for in ascending order. */
class Received {
  private run = 0;
  private deltaNs = 0n;

  constructor(private readonly batch: SampleBatch) {}

  at(row: number): bigint {
    const runs = this.batch.receivedRuns;
    while (this.run < runs.length && runs[this.run]!.firstRow <= row) {
      this.deltaNs = runs[this.run++]!.deltaNs;
    }

    return ticksOfUnixNs(this.batch.receivedTimeNs + this.deltaNs);
  }
}

/** The exception that covers a row, asked for in ascending order. */
class Exceptions {
  private position = 0;

  constructor(
    private readonly list: RowException[],
    rowCount: number,
  ) {
    let free = 0;
    for (const exception of list) {
      if (exception.firstRow < free || endOf(exception) > rowCount) {
        throw new BatchFault(`An exception for rows ${exception.firstRow} to ${endOf(exception)} is outside ${free}..${rowCount}.`);
      }

      free = endOf(exception);
    }
  }

  at(row: number): RowException | undefined {
    while (this.position < this.list.length && endOf(this.list[this.position]!) <= row) {
      this.position++;
    }

    const exception = this.list[this.position];
    return exception && exception.firstRow <= row ? exception : undefined;
  }
}

const endOf = (exception: RowException): number => exception.firstRow + (exception.rowCount || 1);

function entry<T>(column: ArrayLike<T>, index: number, name: string): T {
  if (index >= column.length) {
    throw new BatchFault(`The column ${name} has ${column.length} entries and a row wants entry ${index}.`);
  }

  return column[index]!;
}

function used(name: string, taken: number, length: number): void {
  if (taken !== length) {
    throw new BatchFault(`The column ${name} has ${length} entries, the rows take ${taken}.`);
  }
}
