// The line's figures, a message a second, and with them the platform's clock.
import type { WatchLineResponse } from '$api/line_pb';
import { line } from '$shared/wire/client';
import { msOfTicks, ticksOfTimestamp } from '$shared/wire/time';
import { watch, type StreamState } from '$shared/wire/watch';

/** Points of the little curve: one a second. */
const curveLength = 60;
const silenceMs = 10_000;

export class LineWatch {
  state = $state<StreamState>('connecting');
  latest = $state.raw<WatchLineResponse>();
  /** Values stored per second, the last minute, oldest first. */
  curve = $state.raw<number[]>([]);
  /** The browser's time at which the last message came. */
  heardMs = $state(0);
  /** Names of the gateways known to the platform, as one text: changes only when the set changes. */
  gatewayNames = $derived((this.latest?.gateways ?? []).map((each) => each.gateway).sort().join('\n'));

  private aheadMs = 0;

  start(): () => void {
    return watch<WatchLineResponse>({
      open: (signal) => line.watchLine({}, { signal }),
      message: (message) => this.take(message),
      state: (state) => (this.state = state),
      silenceMs,
    });
  }

  /** Now by the platform's clock, Unix ms: the browser's own may be wrong. */
  nowMs(): number {
    return Date.now() + this.aheadMs;
  }

  isOnline(gateway: string): boolean | undefined {
    return this.latest?.gateways.find((each) => each.gateway === gateway)?.connected;
  }

  private take(message: WatchLineResponse): void {
    this.latest = message;
    this.heardMs = Date.now();
    if (message.time) {
      this.aheadMs = msOfTicks(ticksOfTimestamp(message.time)) - Date.now();
    }

    this.curve = [...this.curve, message.total?.storedPerSecond ?? 0].slice(-curveLength);
  }
}
