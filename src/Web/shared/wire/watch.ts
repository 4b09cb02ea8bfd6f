// Keeps one server stream open for as long as it is wanted: a broken or silent one is opened again.
import { Code, ConnectError } from '@connectrpc/connect';

export type StreamState = 'connecting' | 'live' | 'lost' | 'locked';

export interface Watch<T> {
  open: (signal: AbortSignal) => AsyncIterable<T>;
  message: (message: T) => void;
  /** `locked`: the platform does not know this browser; the stream is not tried again. */
  state: (state: StreamState) => void;
  /** A stream that says nothing for this long is dead. */
  silenceMs: number;
}

const firstDelayMs = 500;
const longestDelayMs = 15_000;

/** Starts watching; the returned function ends it. */
export function watch<T>(options: Watch<T>): () => void {
  const stop = new AbortController();
  void run(options, stop.signal);
  return () => stop.abort();
}

async function run<T>(options: Watch<T>, stop: AbortSignal): Promise<void> {
  let delayMs = firstDelayMs;
  options.state('connecting');
  while (!stop.aborted) {
    const heard = await once(options, stop);
    if (stop.aborted) {
      return;
    }

    if (heard === 'locked') {
      options.state('locked');
      return;
    }

    options.state('lost');
    delayMs = heard === 'something' ? firstDelayMs : Math.min(delayMs * 2, longestDelayMs);
    await pause(delayMs * (0.5 + Math.random() / 2), stop);
  }
}

/** Reads one stream to its end. */
async function once<T>(options: Watch<T>, stop: AbortSignal): Promise<'something' | 'nothing' | 'locked'> {
  const attempt = new AbortController();
  const abort = (): void => attempt.abort();
  stop.addEventListener('abort', abort);
  let silence = setTimeout(abort, options.silenceMs);
  let heard: 'something' | 'nothing' = 'nothing';
  try {
    for await (const message of options.open(attempt.signal)) {
      clearTimeout(silence);
      silence = setTimeout(abort, options.silenceMs);
      if (stop.aborted) {
        break;
      }

      if (heard === 'nothing') {
        heard = 'something';
        options.state('live');
      }

      options.message(message);
    }
  } catch (failure) {
    if (isLocked(failure)) {
      return 'locked';
    }
  } finally {
    clearTimeout(silence);
    stop.removeEventListener('abort', abort);
    abort();
  }

  return heard;
}

export const isLocked = (failure: unknown): boolean => ConnectError.from(failure).code === Code.Unauthenticated;

const pause = (ms: number, stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    stop.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
