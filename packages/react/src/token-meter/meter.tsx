import type { ReactElement } from 'react';
import { FareStrip, type StripSize } from '../fare-strip/fare-strip.js';
import { StripKey } from '../fare-strip/strip-key.js';
import { Icon } from '../icons/icon.js';
import { Blank, BlankBlock } from '../elements/blank.js';
import type { LegendEntry, MeterModel } from './derive-token-meter.js';

/** Figure, strip, note. The part other cards put in their body; TokenMeter is this in a root of its own. */
export function Meter({
  model,
  size,
}: {
  readonly model: MeterModel;
  readonly size?: StripSize | undefined;
}): ReactElement {
  const figure = (
    <div className="fb-meter-top">
      <span className="fb-count">
        <span className="fb-figure" data-farebox="figure">
          <bdi>{model.figure}</bdi>
        </span>
        {model.unit === '' ? null : <span className="fb-unit">{model.unit}</span>}
      </span>
      {model.say === undefined ? (
        model.scale === undefined ? null : (
          <span className="fb-scale">{model.scale}</span>
        )
      ) : (
        <span className="fb-say" data-farebox="say">
          <Icon name="warn" />
          {model.say}
        </span>
      )}
    </div>
  );
  const strip = (
    <FareStrip
      left={model.left}
      limit={model.limit}
      held={model.held}
      missing={model.missing}
      unlimited={model.unlimited}
      size={size}
      tone={model.tone}
    />
  );
  const words = model.say === undefined ? model.valueText : `${model.valueText}. ${model.say}`;
  return (
    <div
      className="fb-meter"
      data-farebox="meter"
      data-tone={model.tone}
      data-state={model.unlimited ? 'unlimited' : (model.tone ?? 'plenty')}
    >
      {model.unlimited ? (
        <>
          {figure}
          {strip}
        </>
      ) : (
        <div className="fb-meter" {...meterRole(model, words)}>
          {figure}
          {strip}
        </div>
      )}
      {model.legend.length === 0 ? null : <Legend entries={model.legend} tone={model.tone} />}
      {model.note === undefined ? null : (
        <div className="fb-note" data-farebox="note">
          {model.note}
        </div>
      )}
    </div>
  );
}

export function meterRole(model: MeterModel, words: string) {
  return {
    role: 'meter',
    'aria-label': model.label,
    'aria-valuemin': 0,
    'aria-valuemax': Math.max(model.limit, 1),
    'aria-valuenow': Math.min(model.left, model.limit),
    'aria-valuetext': words,
  } as const;
}

export function Legend({
  entries,
  tone,
}: {
  readonly entries: readonly LegendEntry[];
  readonly tone?: MeterModel['tone'];
}): ReactElement {
  return (
    <ul className="fb-legend" data-farebox="legend">
      {entries.map(({ texture, text }) => (
        <li key={texture}>
          <StripKey texture={texture} tone={tone} />
          {text}
        </li>
      ))}
    </ul>
  );
}

/** The same box with blanks, so that nothing moves when the balance arrives. */
export function MeterSkeleton(): ReactElement {
  return (
    <div className="fb-meter" data-farebox="meter" data-state="loading" aria-hidden>
      <div className="fb-meter-top">
        <span className="fb-count">
          <span className="fb-figure">
            <Blank width="xs" />
          </span>
          <span className="fb-unit">
            <Blank width="m" />
          </span>
        </span>
      </div>
      <BlankBlock kind="strip" />
      <div className="fb-note">
        <Blank width="m" />
      </div>
    </div>
  );
}
