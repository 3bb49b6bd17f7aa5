import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';

// A busy machine is not a failure: what is awaited has time to come.
configure({ asyncUtilTimeout: 8000 });
afterEach(cleanup);

// jsdom knows <dialog> but not how to show it; the real behaviour is tested in Chromium, by stories and the end-to-end line.
HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
  this.open = false;
};
