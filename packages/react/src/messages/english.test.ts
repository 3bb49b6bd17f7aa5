import { describe, expect, it } from 'vitest';
import { english } from './english.js';
import { common } from './common.js';
import { confirm } from './confirm.js';
import { meter } from './meter.js';
import { pricing } from './pricing.js';
import { run } from './run.js';
import { subscription } from './subscription.js';
import { upgrade } from './upgrade.js';
import { withMessages } from './messages.js';

describe('english', () => {
  it('has no key twice: the parts are merged without one hiding another', () => {
    const parts = [common, subscription, meter, upgrade, confirm, pricing, run];
    expect(Object.keys(english).length).toBe(parts.reduce((sum, part) => sum + Object.keys(part).length, 0));
  });

  it('is calm: no exclamation mark, no please, no blame', () => {
    for (const [key, value] of Object.entries(english)) {
      const text = typeof value === 'string' ? value : String(value);
      expect(text.replaceAll(/!==|!=|!\w/g, ''), key).not.toMatch(/!|\bplease\b|\boops\b|remaining credits/i);
    }
  });

  it('lets a host put its own words in', () => {
    expect(withMessages({ planYours: 'Current' })).toMatchObject({ planYours: 'Current', cancel: 'Cancel' });
  });
});
