import { memoryStore } from '@farebox/core/store';
import { describeStore } from '@farebox/testing';
import { afterAll, describe, it } from 'vitest';

describeStore({
  name: 'my store',
  runner: { describe, it, afterAll },
  create: async () => ({ store: memoryStore() }), // yours: fresh, empty, migrated
});
