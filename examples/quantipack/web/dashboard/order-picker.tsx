import { type ChangeEvent, useRef, useState } from 'react';
import type { OrderSource } from '../../server/host/order-sources.js';
import { hostApi } from '../data/host-api.js';
import { counted } from '../format.js';
import { Icon } from '../shell/icons.js';
import { BadRows } from './bad-rows.js';

export interface OrderPickerProps {
  readonly sources: readonly OrderSource[];
  readonly selected: OrderSource;
  onSelect(id: string): void;
  onUploaded(source: OrderSource): void;
}

/** Which orders to analyse: a sample, an earlier upload, or a new file. */
export function OrderPicker({ sources, selected, onSelect, onUploaded }: OrderPickerProps) {
  return (
    <section className="picker" aria-labelledby="orders-heading">
      <h2 id="orders-heading" className="sr">
        Orders to analyse
      </h2>
      <div className="picker-row">
        <fieldset className="picker-list">
          <legend className="sr">File</legend>
          {sources.map((source) => (
            <label key={source.id} className="choice">
              <input
                type="radio"
                name="orders"
                value={source.id}
                checked={source.id === selected.id}
                onChange={() => onSelect(source.id)}
              />
              <span className="choice-name">{source.name}</span>
              <span className="choice-count">{counted(source.orderCount, 'order')}</span>
            </label>
          ))}
        </fieldset>
        <Upload onUploaded={onUploaded} />
      </div>
      <BadRows source={selected} />
    </section>
  );
}

function Upload({ onUploaded }: { onUploaded(source: OrderSource): void }) {
  const input = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<'idle' | 'sending' | { readonly problem: string }>('idle');
  async function onChange(event: ChangeEvent<HTMLInputElement>) {
    const file = event.target.files?.[0];
    // The same file may be chosen again after it was mended.
    event.target.value = '';
    if (!file) return;
    setState('sending');
    try {
      onUploaded(await hostApi.upload(file));
      setState('idle');
    } catch (error) {
      setState({ problem: error instanceof Error ? error.message : String(error) });
    }
  }
  return (
    <div className="upload">
      <button type="button" className="btn" aria-busy={state === 'sending'} onClick={() => input.current?.click()}>
        <Icon name="up" />
        {state === 'sending' ? 'Reading the file' : 'Upload orders as CSV'}
      </button>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        hidden
        onChange={(event) => void onChange(event)}
        aria-label="Orders as CSV"
      />
      {typeof state === 'object' ? (
        <p className="note bad" role="alert">
          {state.problem} Nothing was stored.
        </p>
      ) : null}
    </div>
  );
}
