/** Panels that another one calls up: the form of a phone trade takes the focus, the blotter comes into view with what it was asked to show. */
import { useEffect } from 'react';
import { usePhoneCall } from '../stores/phone-call.ts';
import { useBlotterCalls } from '../stores/blotter-filter.ts';
import { bringUp, showPanel } from './dock.tsx';

export function useCalledPanels(): void {
  const phone = usePhoneCall().calls;
  const blotter = useBlotterCalls().calls;
  useEffect(() => { if (phone > 0) bringUp('phone'); }, [phone]);
  useEffect(() => { if (blotter > 0) showPanel('blotter'); }, [blotter]);
}
