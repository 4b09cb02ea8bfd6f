import type { ValueOrigin } from '$api/pilot_pb';
import type { TextKey } from '$shared/text/language.svelte';

/** What a page says of where a figure comes from; an origin that it does not know is said to be unknown. */
export const originKey = (origin: ValueOrigin): TextKey => texts[origin] ?? 'origin.0';

const texts: TextKey[] = ['origin.0', 'origin.1', 'origin.2', 'origin.3', 'origin.4'];
