/** That somebody called for the switch of the model which the models panel has chosen: by a command, perhaps before the panel is there. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';

export const modelAsks = createStore<{ readonly isCalled: boolean }>(() => ({ isCalled: false }));

export const callModelSwitch = (): void => modelAsks.setState({ isCalled: true });
/** The first panel that is there answers it, once. */
export const answerModelSwitch = (): void => modelAsks.setState({ isCalled: false });
export const useModelSwitchCall = (): boolean => useStore(modelAsks, ({ isCalled }) => isCalled);
