/** Private data: no cache keeps it, and the back button asks again (U6). */
export const jsonResponse = (
  value: unknown,
  {
    status = 200,
    headers = {},
  }: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Response => Response.json(value, { status, headers: { 'cache-control': 'no-store', ...headers } });
