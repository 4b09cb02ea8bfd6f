// Instants are `bigint` ticks of 100 ns since 1601-01-01 UTC, OPC UA's own: nothing is rounded before it is shown.
import type { Timestamp } from '@bufbuild/protobuf/wkt';

/** Ticks from 1601-01-01 to 1970-01-01. */
const unixEpochTicks = 116_444_736_000_000_000n;

/** The largest distance from 1970 that a JavaScript Date holds, in ms. */
const dateLimitMs = 8.64e15;

export const ticksOfUnixNs = (ns: bigint): bigint => floorDivide(ns, 100n) + unixEpochTicks;

export const ticksOfTimestamp = (time: Timestamp): bigint =>
  time.seconds * 10_000_000n + BigInt(Math.floor(time.nanos / 100)) + unixEpochTicks;

/** Unix milliseconds with their fraction, for axes and ages. */
export const msOfTicks = (ticks: bigint): number => Number(ticks - unixEpochTicks) / 10_000;

export const timestampOfMs = (ms: number): { seconds: bigint; nanos: number } => {
  const seconds = Math.floor(ms / 1000);
  return { seconds: BigInt(seconds), nanos: Math.round((ms - seconds * 1000) * 1e6) };
};

/** The same instant as a Date, whole milliseconds; nothing when a Date cannot hold it. */
export const dateOfTicks = (ticks: bigint): Date | undefined => {
  const ms = Number(floorDivide(ticks - unixEpochTicks, 10_000n));
  return Math.abs(ms) <= dateLimitMs ? new Date(ms) : undefined;
};

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by < 0n ? quotient - 1n : quotient;
}
