/**
 * One JSON value a line, as it happens. `emit` answers whether somebody was there to read; it throws for a value that is no JSON.
 * `gone` aborts when the reader has left. Always ends, whatever the work does.
 */
export function streamLines(work: (emit: (value: unknown) => boolean, gone: AbortSignal) => Promise<void>): Response {
  const encoder = new TextEncoder();
  const leaving = new AbortController();
  const stream = new ReadableStream<Uint8Array>({
    async start(controller) {
      const emit = (value: unknown): boolean => {
        // Outside of the try below: a value that cannot be written is the work's mistake, no reader that has left.
        const line = encoder.encode(`${JSON.stringify(value)}\n`);
        if (leaving.signal.aborted) return false;
        try {
          controller.enqueue(line);
          return true;
        } catch {
          leaving.abort();
          return false;
        }
      };
      try {
        await work(emit, leaving.signal);
      } finally {
        if (!leaving.signal.aborted) controller.close();
      }
    },
    cancel: () => leaving.abort(),
  });
  return new Response(stream, {
    headers: {
      'content-type': 'application/x-ndjson; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    },
  });
}
