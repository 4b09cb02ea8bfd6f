// What ECharts is told: a step line without animation, drawn on canvas, its tooltip drawn too and not made of HTML,
// for the names in it are other people's.
import { LineChart } from 'echarts/charts';
import { GridComponent, MarkAreaComponent, TooltipComponent } from 'echarts/components';
import { init, use, type EChartsType } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import type { Gap } from '$api/telemetry_pb';
import { clockOf, dateTimeOf } from '$shared/text/number';
import { plotted } from '$shared/wire/cell';
import { qualityOf } from '$shared/wire/status';
import { msOfTicks, ticksOfTimestamp } from '$shared/wire/time';
import type { Moment } from './history.svelte';

use([LineChart, GridComponent, MarkAreaComponent, TooltipComponent, CanvasRenderer]);

export type TrendChart = EChartsType;

export const createChart = (place: HTMLElement): TrendChart => init(place);

interface Trend {
  moments: Moment[];
  gaps: Gap[];
  unit: string;
  fromMs: number;
  toMs: number;
  gapText: string;
}

export function trendOption({ moments, gaps, unit, fromMs, toMs, gapText }: Trend): Parameters<TrendChart['setOption']>[0] {
  const ink = token('--ink-2');
  const line = token('--line');
  const accent = token('--accent');
  return {
    animation: false,
    grid: { left: 8, right: 14, top: 28, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: {
      type: 'time',
      min: fromMs,
      max: toMs,
      axisLabel: { color: ink, hideOverlap: true, formatter: (ms: number) => clockOf(new Date(ms)) },
      axisLine: { lineStyle: { color: line } },
      splitNumber: 4,
    },
    yAxis: {
      type: 'value',
      scale: true,
      name: unit,
      nameTextStyle: { color: ink, align: 'left' },
      axisLabel: { color: ink },
      splitLine: { lineStyle: { color: line } },
    },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText',
      confine: true,
      backgroundColor: token('--surface'),
      borderColor: line,
      textStyle: { color: token('--ink'), fontSize: 12 },
      formatter: (items: unknown) => tooltipText(items, unit),
    },
    series: [
      {
        type: 'line',
        step: 'end',
        showSymbol: false,
        sampling: 'lttb',
        lineStyle: { color: accent, width: 1.8 },
        itemStyle: { color: accent },
        data: curve(moments, gaps),
        markArea: {
          silent: true,
          itemStyle: { color: token('--bad-soft') },
          label: { color: token('--bad'), fontSize: 11 },
          data: gaps.map((gap) => [
            { name: gapText, xAxis: gap.from ? msOfTicks(ticksOfTimestamp(gap.from)) : fromMs },
            { xAxis: gap.to ? msOfTicks(ticksOfTimestamp(gap.to)) : toMs },
          ]),
        },
      },
    ],
  };
}

/** The curve's points; it stops where a value is bad and where something is missing. */
export function curve(moments: Moment[], gaps: Gap[]): [number, number | null][] {
  const points = moments.map((moment): [number, number | null] => [
    msOfTicks(moment.sourceTicks),
    qualityOf(moment.status) === 'bad' ? null : (plotted(moment.cell) ?? null),
  ]);
  const breaks = gaps.flatMap((gap): [number, null][] => (gap.from ? [[msOfTicks(ticksOfTimestamp(gap.from)), null]] : []));
  return breaks.length === 0 ? points : [...points, ...breaks].sort(([one], [other]) => one - other);
}

function tooltipText(items: unknown, unit: string): string {
  const [item] = items as { value: [number, number | null] }[];
  if (!item) {
    return '';
  }

  const [ms, value] = item.value;
  return `${dateTimeOf(new Date(ms), 3)}\n${value ?? '—'} ${unit}`;
}

const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
