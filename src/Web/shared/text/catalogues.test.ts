import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import en from './en.json';
import { fill } from './language.svelte';
import zh from './zh-CN.json';

const catalogues: Record<string, Record<string, string>> = { 'zh-CN': zh, en };
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();
const root = join(import.meta.dirname, '../..');

/** All that the pages are written in. */
const sources = ['platform', 'shared']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(root, folder, file)))
  .filter((file) => /\.(svelte|ts)$/.test(file) && !file.endsWith('.test.ts'))
  .map((file) => ({ file, text: readFileSync(file, 'utf8') }));

describe('The catalogues', () => {
  it('have the same keys', () => {
    expect(Object.keys(zh).sort()).toEqual(Object.keys(en).sort());
  });

  it('say every text in both languages, with the same holes', () => {
    const different = Object.keys(en).filter((key) => {
      const [one = '', other = ''] = Object.values(catalogues).map((catalogue) => catalogue[key]);
      return one.trim() === '' || other.trim() === '' || String(holes(one)) !== String(holes(other));
    });

    expect(different).toEqual([]);
  });

  it('have no key that is not used', () => {
    const used = new Set(sources.flatMap(({ text }) => [...text.matchAll(/'([a-z]+(?:\.[a-z_0-9]+)+)'/g)].map((match) => match[1]!)));
    const made = sources.flatMap(({ text }) => [...text.matchAll(/t\(`([a-z]*(?:\.[a-z]+)*)\.?\$\{/g)].map((match) => match[1]!));
    const unused = Object.keys(en).filter((key) => !used.has(key) && !made.some((start) => key.startsWith(start)));

    expect(unused.filter((key) => !/^(age|span)\./.test(key))).toEqual([]);
  });

  it('are the only place with Chinese text', () => {
    const spoken = sources.filter(({ text }) => /\p{Script=Han}/u.test(text)).map(({ file }) => file);

    expect(spoken).toEqual([]);
  });
});

describe('A page', () => {
  it('makes no HTML of text', () => {
    const unsafe = sources.filter(({ text }) => /\{@html|innerHTML|outerHTML|insertAdjacentHTML|document\.write/.test(text));

    expect(unsafe.map(({ file }) => file)).toEqual([]);
  });
});

describe('A hole', () => {
  it('is filled with what is given and stays when nothing is', () => {
    expect(fill('{shown} of {total} {more}', { shown: 1, total: '2' })).toBe('1 of 2 {more}');
  });

  it('is not looked for in what filled another', () => {
    expect(fill('{a} {b}', { a: '{b}', b: '$&' })).toBe('{b} $&');
  });
});
