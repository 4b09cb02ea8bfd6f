// The language of the page and its texts. Both catalogues are in the page: switching needs no network.
import en from './en.json';
import zh from './zh-CN.json';

export type Language = 'zh-CN' | 'en';
export type TextKey = keyof typeof en;

const catalogues: Record<Language, Record<TextKey, string>> = { 'zh-CN': zh, en };
const storageKey = 'language';

class Speech {
  language = $state<Language>(initial());

  switchOver(): void {
    this.language = this.language === 'en' ? 'zh-CN' : 'en';
    localStorage.setItem(storageKey, this.language);
  }
}

export const speech = new Speech();

/** A text in the page's language, with `{name}` replaced by what is given. */
export function t(key: TextKey, values: Record<string, string | number> = {}): string {
  return fill(catalogues[speech.language][key], values);
}

/** A text that the platform sent in several languages (BCP 47), in the page's or else in any. */
export const chosen = (texts: Record<string, string>): string | undefined =>
  texts[speech.language] ?? texts['en'] ?? Object.values(texts)[0];

export const fill = (text: string, values: Record<string, string | number>): string =>
  text.replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole));

function initial(): Language {
  if (typeof localStorage === 'undefined') {
    return 'zh-CN';
  }

  const kept = localStorage.getItem(storageKey);
  if (kept === 'en' || kept === 'zh-CN') {
    return kept;
  }

  // The first language that we have; Chinese when the browser asks for neither.
  const asked = navigator.languages.find((language) => /^(zh|en)\b/i.test(language));
  return asked?.toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
}
