// The current value of every point: what arrives is decoded at once and shown with the next frame.
import type { PointDeclaration } from '$api/values_pb';
import type { SubscribeResponse } from '$api/telemetry_pb';
import { readBatch, type Row } from '$shared/wire/batch';
import { none, type Cell } from '$shared/wire/cell';
import { catalog, telemetry } from '$shared/wire/client';
import { watch, type StreamState } from '$shared/wire/watch';

/** One point and its latest sample. */
export class LivePoint {
  cell = $state.raw<Cell>(none);
  status = $state(0);
  sourceTicks = $state(0n);

  /** What the search looks in, in lower case. */
  readonly words: string;

  constructor(
    readonly name: string,
    readonly gateway: string,
    readonly machine: string,
    readonly shape: PointDeclaration,
  ) {
    this.words = `${name}\n${shape.displayName}\n${shape.unit}\n${shape.sourceAddress}`.toLowerCase();
  }

  /** What the number means, where the machine tells. */
  get meaning(): string | undefined {
    const cell = this.cell;
    return cell.kind === 'integer'
      ? this.shape.enumTexts.find((each) => each.field === '' && each.value === cell.value)?.text
      : undefined;
  }

  /** The path within the gateway, without the machine where it begins with it. */
  get label(): string {
    const path = this.name.slice(this.gateway.length + '/points/'.length);
    return path.startsWith(`${this.machine}/`) ? path.slice(this.machine.length + 1) : path;
  }
}

/** Each point at most this often: nobody reads faster. */
const minIntervalNanos = 250_000_000;
const silenceMs = 30_000;
const machinesEveryMs = 10_000;

export class LivePoints {
  state = $state<StreamState>('connecting');
  /** All points, in the order of their names; replaced when one is added. */
  all = $state.raw<LivePoint[]>([]);
  /** Whether a machine sent good data within the last minute or has such that holds, by "gateways/…/equipment/…". */
  connected = $state.raw<ReadonlyMap<string, boolean>>(new Map());
  /** Display names of machines, by the same name. */
  machineNames = $state.raw<ReadonlyMap<string, string>>(new Map());
  /** Updates that this page was too slow for. */
  skipped = $state(0n);
  /** Batches that broke the format's rules. */
  faults = $state(0);
  /** Told of every row of every point, before it is shown. */
  listener: ((point: LivePoint, row: Row) => void) | undefined;

  private readonly byName = new Map<string, LivePoint>();
  private readonly pending = new Map<LivePoint, Row>();
  private aliases = new Map<number, LivePoint>();
  private frame = 0;

  /** Follows all points of these gateways until the returned function is called. */
  start(gateways: string[]): () => void {
    const stop = watch<SubscribeResponse>({
      open: (signal) => {
        this.aliases = new Map();
        return telemetry.subscribe(
          { parents: gateways, minInterval: { seconds: 0n, nanos: minIntervalNanos }, bufferSize: 10_000 },
          { signal },
        );
      },
      message: (message) => this.take(message),
      state: (state) => (this.state = state),
      silenceMs,
    });
    void this.readMachines();
    const timer = setInterval(() => void this.readMachines(), machinesEveryMs);
    return () => {
      stop();
      clearInterval(timer);
      cancelAnimationFrame(this.frame);
      this.frame = 0;
    };
  }

  private take(message: SubscribeResponse): void {
    this.declare(message.declarations);
    this.skipped += message.dropped;
    if (!message.batch) {
      return;
    }

    try {
      for (const row of readBatch(message.batch, (alias) => this.aliases.get(alias)?.shape)) {
        const point = this.aliases.get(row.alias)!;
        this.pending.set(point, row);
        this.listener?.(point, row);
      }
    } catch {
      // A BatchFault or a composite value that is no PointValue: counted, shown as a notice, and the stream goes on.
      this.faults++;
    }

    this.frame ||= requestAnimationFrame(() => this.show());
  }

  private declare(declarations: PointDeclaration[]): void {
    let isNew = false;
    for (const declaration of declarations) {
      const known = this.byName.get(declaration.path);
      if (known && sameShape(known.shape, declaration)) {
        this.aliases.set(declaration.alias, known);
        continue;
      }

      const point = new LivePoint(declaration.path, gatewayOf(declaration.path), declaration.equipment, declaration);
      this.byName.set(point.name, point);
      this.aliases.set(declaration.alias, point);
      isNew = true;
    }

    if (isNew) {
      this.all = [...this.byName.values()].sort((one, other) => (one.name < other.name ? -1 : 1));
    }
  }

  private show(): void {
    this.frame = 0;
    for (const [point, row] of this.pending) {
      point.cell = row.cell;
      point.status = row.status;
      point.sourceTicks = row.sourceTicks;
    }

    this.pending.clear();
  }

  private async readMachines(): Promise<void> {
    try {
      const connected = new Map<string, boolean>();
      const names = new Map<string, string>();
      let pageToken = '';
      do {
        const page = await catalog.listEquipment({ pageSize: 1000, pageToken });
        for (const machine of page.equipment) {
          connected.set(machine.name, machine.connected);
          names.set(machine.name, machine.displayName);
        }

        pageToken = page.nextPageToken;
      } while (pageToken !== '');
      this.connected = connected;
      this.machineNames = names;
    } catch {
      // Not known is shown as not known; the streams tell about the connection.
      this.connected = new Map();
    }
  }
}

/** "gateways/{gateway}" of a point's full name. */
const gatewayOf = (name: string): string => name.split('/', 2).join('/');

const sameShape = (one: PointDeclaration, other: PointDeclaration): boolean =>
  one.kind === other.kind &&
  one.decimalPlaces === other.decimalPlaces &&
  one.dataType === other.dataType &&
  one.valueRank === other.valueRank &&
  one.unit === other.unit &&
  one.displayName === other.displayName &&
  one.equipment === other.equipment;
