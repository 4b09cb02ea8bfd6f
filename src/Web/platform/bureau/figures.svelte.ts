// What the bureau reads: pilots, indicator values and the use of keys, asked for again every few seconds.
import { timestampDate } from '@bufbuild/protobuf/wkt';
import type { AppKey, GetAppUsageResponse } from '$api/apps_pb';
import { Period, type Indicator, type IndicatorValue, type Pilot } from '$api/pilot_pb';
import { apps, pilots } from '$shared/wire/client';
import { timestampOfMs } from '$shared/wire/time';

export interface KeyUse {
  key: AppKey;
  /** Nothing = not known. */
  usage: GetAppUsageResponse | undefined;
}

const everyMs = 5_000;
const minuteMs = 60_000;

export class BureauFigures {
  period = $state(Period.HOUR);
  pilots = $state.raw<Pilot[]>();
  indicators = $state.raw<Indicator[]>([]);
  values = $state.raw<IndicatorValue[]>();
  keys = $state.raw<KeyUse[]>();
  failure = $state<string>();

  constructor(private readonly nowMs: () => number) {}

  /** Reads until the returned function is called. */
  start(): () => void {
    void this.read();
    const timer = setInterval(() => void this.read(), everyMs);
    return () => clearInterval(timer);
  }

  async read(): Promise<void> {
    const period = this.period;
    try {
      const [pilotList, indicatorList, valueList, keyList] = await Promise.all([
        pilots.listPilots({}),
        pilots.listIndicators({}),
        pilots.queryIndicatorValues({ period, ...this.window(period) }),
        this.readKeys(),
      ]);
      if (period !== this.period) {
        return;
      }

      this.pilots = pilotList.pilots;
      this.indicators = indicatorList.indicators;
      this.values = valueList.values;
      this.keys = keyList;
      this.failure = undefined;
    } catch (failure) {
      this.failure = failure instanceof Error ? failure.message : String(failure);
    }
  }

  /** The running hour or day; of minutes the last whole one, for the running one has seen too little. */
  private window(period: Period) {
    if (period !== Period.MINUTE) {
      return {};
    }

    const end = Math.floor(this.nowMs() / minuteMs) * minuteMs;
    return { startTime: timestampOfMs(end - minuteMs), endTime: timestampOfMs(end) };
  }

  private async readKeys(): Promise<KeyUse[]> {
    const { keys } = await apps.listAppKeys({});
    return Promise.all(
      keys.map(async (key) => ({ key, usage: await apps.getAppUsage({ key: key.name }).catch(() => undefined) })),
    );
  }
}

/** The window that the values belong to; nothing when there are none. */
export function windowOf(values: IndicatorValue[]): { from: Date; to: Date } | undefined {
  const value = values.find((each) => each.periodStart && each.periodEnd);
  return value && { from: timestampDate(value.periodStart!), to: timestampDate(value.periodEnd!) };
}
