// How long ago, in words; a clock that runs a little ahead is "just now".
import { t } from './language.svelte';

export const ageText = (ms: number): string => words(ms, 'age');

/** The same length without "ago". */
export const spanText = (ms: number): string => words(ms, 'span');

function words(ms: number, form: 'age' | 'span'): string {
  const seconds = Math.floor(ms / 1000);
  if (seconds < 2 && form === 'age') {
    return t('age.now');
  }

  if (seconds < 60) {
    return t(`${form}.seconds`, { count: Math.max(0, seconds) });
  }

  if (seconds < 3600) {
    return t(`${form}.minutes`, { count: Math.floor(seconds / 60) });
  }

  return seconds < 86_400
    ? t(`${form}.hours`, { count: Math.floor(seconds / 3600) })
    : t(`${form}.days`, { count: Math.floor(seconds / 86_400) });
}
