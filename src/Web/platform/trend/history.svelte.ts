// The recent past of one point: read from history once, then carried on by what arrives live.
import type { Gap } from '$api/telemetry_pb';
import type { Row } from '$shared/wire/batch';
import { cellOf, type Cell } from '$shared/wire/cell';
import { telemetry } from '$shared/wire/client';
import { msOfTicks, ticksOfTimestamp, timestampOfMs } from '$shared/wire/time';

export interface Moment {
  sourceTicks: bigint;
  cell: Cell;
  status: number;
}

/** More than a screen can show, and little enough to hold. */
export const mostMoments = 20_000;
const pageSize = 10_000;
/** The machine's clock may run ahead of the platform's by this much and still be read. */
const aheadMs = 300_000;

export class History {
  /** Ascending by source time. */
  moments = $state.raw<Moment[]>([]);
  gaps = $state.raw<Gap[]>([]);
  loading = $state(true);
  partial = $state(false);
  failure = $state<string>();

  private arrived: Moment[] = [];
  private frame = 0;
  private readonly cancel = new AbortController();

  constructor(
    private readonly point: string,
    private readonly rangeMs: number,
    private readonly nowMs: () => number,
  ) {}

  async read(): Promise<void> {
    const now = this.nowMs();
    const found: Moment[] = [];
    const gaps: Gap[] = [];
    try {
      let pageToken = '';
      do {
        const page = await telemetry.listSamples(
          {
            point: this.point,
            startTime: timestampOfMs(now - this.rangeMs),
            endTime: timestampOfMs(now + aheadMs),
            pageSize,
            pageToken,
            descending: true,
          },
          { signal: this.cancel.signal },
        );
        for (const sample of page.samples) {
          found.push({
            sourceTicks: sample.sourceTime ? ticksOfTimestamp(sample.sourceTime) : 0n,
            cell: cellOf(sample.value),
            status: sample.statusCode,
          });
        }

        gaps.push(...page.gaps);
        pageToken = page.nextPageToken;
      } while (pageToken !== '' && found.length < mostMoments);
      this.partial = pageToken !== '';
    } catch (failure) {
      if (this.cancel.signal.aborted) {
        return;
      }

      this.failure = failure instanceof Error ? failure.message : String(failure);
    }

    this.gaps = gaps;
    this.moments = found.reverse();
    this.loading = false;
    this.carryOn();
  }

  /** What the live stream brings; shown with the next frame. */
  take(row: Row): void {
    this.arrived.push({ sourceTicks: row.sourceTicks, cell: row.cell, status: row.status });
    if (!this.loading) {
      this.frame ||= requestAnimationFrame(() => this.carryOn());
    }
  }

  end(): void {
    this.cancel.abort();
    cancelAnimationFrame(this.frame);
  }

  private carryOn(): void {
    this.frame = 0;
    let last = this.moments.at(-1)?.sourceTicks ?? 0n;
    const oldest = this.nowMs() - this.rangeMs;
    const next = this.moments.filter((moment) => msOfTicks(moment.sourceTicks) >= oldest);
    for (const moment of this.arrived) {
      if (moment.sourceTicks > last) {
        next.push(moment);
        last = moment.sourceTicks;
      }
    }

    this.arrived = [];
    this.moments = next.slice(-mostMoments);
  }
}
