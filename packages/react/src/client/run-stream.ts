import type { RunEventWire } from '@farebox/core/contract';

/** Reads newline-delimited events as they come. A stream that breaks off before its end throws. */
export async function* readRunEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<RunEventWire, void, void> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
      const lines = rest.split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) if (line !== '') yield JSON.parse(line) as RunEventWire;
      if (done) break;
    }
    if (rest.trim() !== '') yield JSON.parse(rest) as RunEventWire;
  } finally {
    reader.releaseLock();
  }
}
