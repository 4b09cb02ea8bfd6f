// Numbers and times as text. What is not known is a dash, never a zero.
import type { Duration, Timestamp } from '@bufbuild/protobuf/wkt';

export const unknown = '—';

/** The plants' time: the same on every screen, and the one in which indicator windows are cut. */
const timeZone = 'Asia/Shanghai';

const clock = new Intl.DateTimeFormat('sv-SE', {
  timeZone,
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  fractionalSecondDigits: 3,
});
const calendar = new Intl.DateTimeFormat('sv-SE', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });

export const dayOf = (date: Date): string => calendar.format(date);

/** `14:03:07.250`; with `places` 0, `14:03:07`. */
export const clockOf = (date: Date, places: 0 | 3 = 0): string => {
  const text = clock.format(date).replace(',', '.');
  return places === 3 ? text : text.slice(0, 8);
};

export const dateTimeOf = (date: Date, places: 0 | 3 = 0): string => `${dayOf(date)} ${clockOf(date, places)}`;

/** Groups of three by a thin space: the same in every language. */
export const groupedOf = (value: bigint | number): string =>
  (typeof value === 'number' ? Math.round(value) : value).toString().replace(/\B(?=(\d{3})+$)/g, '\u2009');

/** Seconds as a latency that can be read at a glance. */
export function latencyOf(duration: Duration | undefined): string {
  if (!duration) {
    return unknown;
  }

  return secondsText(Number(duration.seconds) + duration.nanos / 1e9);
}

export function secondsText(seconds: number): string {
  const size = Math.abs(seconds);
  if (size < 0.001) {
    return `${round(seconds * 1e6)} µs`;
  }

  return size < 1 ? `${round(seconds * 1000)} ms` : `${round(seconds)} s`;
}

/** `10.5 MB`: powers of 1,000. */
export function bytesText(bytes: bigint | number): string {
  let size = Number(bytes);
  for (const unit of ['B', 'kB', 'MB', 'GB']) {
    if (size < 1000) {
      return `${round(size)} ${unit}`;
    }

    size /= 1000;
  }

  return `${round(size)} TB`;
}

/** Cut, not rounded, above 99 %: what is not whole is not shown as whole. */
export const percentText = (share: number): string =>
  `${trimmed(share > 0.99 && share < 1 ? (Math.floor(share * 10_000) / 100).toFixed(2) : (share * 100).toFixed(1))} %`;

/** A figure in its unit (UCUM): a share of one as per cent, seconds as a time, counts grouped. */
export function figureText(value: number | undefined, unit: string): string {
  if (value === undefined || Number.isNaN(value)) {
    return unknown;
  }

  switch (unit) {
    case '1':
      return percentText(value);
    case 's':
      return secondsText(value);
    default:
      return Number.isInteger(value) ? groupedOf(value) : round(value);
  }
}

export const dateOfTimestamp = (time: Timestamp | undefined): Date | undefined =>
  time && new Date(Number(time.seconds) * 1000 + Math.floor(time.nanos / 1e6));

/** Three digits that matter. */
function round(value: number): string {
  const size = Math.abs(value);
  const text = value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
  return trimmed(text);
}

const trimmed = (text: string): string => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
