import { describe, expect, it } from 'vitest';
import { isStaleStatus, qualityOf, statusName } from './status';

describe('A status code', () => {
  it.each([
    [0, 'good', 'Good'],
    [0x00960000, 'good', 'GoodLocalOverride'],
    [0x40900000, 'uncertain', 'UncertainLastUsableValue'],
    [0x80310000, 'bad', 'BadNoCommunication'],
    [0x80310400, 'bad', 'BadNoCommunication'],
    [0x8fff0001, 'bad', '0x8FFF0001'],
  ])('%i is %s and is called %s', (code, quality, name) => {
    expect([qualityOf(code), statusName(code)]).toEqual([quality, name]);
  });

  it('of a last usable value says that the value is stale', () => {
    expect([0, 0x40900000, 0x408f0000, 0x40910000].map(isStaleStatus)).toEqual([false, true, true, false]);
  });
});
