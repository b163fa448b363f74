/** Size of the next order with its presets, and whether a click sends. */
import type { Instrument } from '../../../shared/domain/instrument.ts';
import { quantityLots } from '../../../shared/domain/numbers.ts';
import { chooseSize, togglePreset, type Sizes } from '../../stores/sizes.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { formatQuantity, readQuantity } from '../../ui/format.ts';
import { Segmented } from '../../ui/segmented.tsx';

export interface LadderHeadProps {
  readonly instrument: Instrument;
  readonly sizes: Sizes | null;
  readonly armed: boolean;
  readonly onArmed: (armed: boolean) => void;
}

export function LadderHead({ instrument, sizes, armed, onArmed }: LadderHeadProps) {
  if (!sizes) return null;
  const isPreset = sizes.presets.includes(sizes.chosen);
  return (
    <div className="ladder-head">
      <Field label="Size of the next order" value={sizes.chosen} format={(lots) => formatQuantity(instrument, lots)} read={(text) => readQuantity(instrument, text)}
        step={(lots, steps) => quantityLots(Math.max(1, lots + steps))} onChange={(lots) => { if (lots !== null) chooseSize(instrument, lots); }} />
      <span className="ladder-presets" role="group" aria-label="Preset sizes">
        {sizes.presets.map((preset) => (
          <button key={preset} type="button" className="ladder-preset figure" aria-pressed={preset === sizes.chosen} title="Preset size ([ smaller, ] larger)" onClick={() => chooseSize(instrument, preset)}>{formatQuantity(instrument, preset)}</button>
        ))}
        <Button tone="quiet" label={isPreset ? 'Drop this preset' : 'Keep this size as a preset'} disabled={isPreset && sizes.presets.length === 1} onPress={() => togglePreset(instrument, sizes.chosen)}>{isPreset ? '−' : '+'}</Button>
      </span>
      <span className="ladder-click small muted">Click</span>
      <Segmented label="What a click does: moves the cursor, or sends" value={armed ? 'trade' : 'point'} onChange={(value) => onArmed(value === 'trade')}
        segments={[{ value: 'point', label: 'Point' }, { value: 'trade', label: 'Trade' }]} />
    </div>
  );
}
