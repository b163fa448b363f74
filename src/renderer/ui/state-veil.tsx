/** How alive a panel's data is, the same look in every panel. The last value stays readable under the veil. */
import type { ReactNode } from 'react';

export type VeilState = 'never' | 'live' | 'resyncing' | 'disconnected' | 'refused';

export interface StateVeilProps {
  readonly state: VeilState;
  /** What is awaited while nothing has arrived: "orders of this session". */
  readonly awaiting: string;
  readonly why?: string | undefined;
  readonly children: ReactNode;
}

export function StateVeil({ state, awaiting, why, children }: StateVeilProps) {
  if (state === 'never') return <div className="veil-never" role="status"><span>Waiting for {awaiting}</span></div>;
  if (state === 'refused') return <div className="veil-never veil-refused" role="status"><span>⊘ The core does not serve {awaiting}{why === undefined ? '' : `: ${why}`}</span></div>;
  return (
    <div className={`veiled veiled-${state}`}>
      {children}
      {state === 'disconnected' && <div className="veil" role="status"><span>⊘ Disconnected from the core; last values kept</span></div>}
      {state === 'resyncing' && <div className="veil veil-light" role="status"><span>◷ An update was missed; asking for the whole again</span></div>}
    </div>
  );
}
