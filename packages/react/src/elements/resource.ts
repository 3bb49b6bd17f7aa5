/** What the browser knows of something that the server owns. Loading is not "no": nothing is denied while it lasts. */
export type Resource<T> =
  | { readonly status: 'loading' }
  | { readonly status: 'ready'; readonly data: T; readonly isOffline?: boolean | undefined }
  | { readonly status: 'error'; readonly lastKnown?: T | undefined };
