/** The whole screen: one line over the panels, the dock, the footer; and the keyboard that reaches everything. */
import { useEffect, useMemo, useState } from 'react';
import { useQuery } from '../connection/use-call.ts';
import { useAsks } from '../stores/asks.ts';
import { askCancelAll } from '../actions/cancel-all.ts';
import { everything } from '../panels/mass-cancel/mass-cancel.ts';
import { instrumentNowIn } from '../stores/selection.ts';
import { useSettings } from '../stores/settings.ts';
import { MassCancelAsk } from '../panels/mass-cancel/mass-cancel-ask.tsx';
import { HaltBanner, TopBar } from '../panels/connections/top-bar.tsx';
import { StatusBar } from '../panels/connections/status-bar.tsx';
import { applyLook } from '../theme/theme.ts';
import './app.css';
import { useAlertSound } from './alert-sound.ts';
import { useCalledPanels } from './called-panels.ts';
import { drawFeature } from './chart-commands.ts';
import { CheatSheet } from './cheat-sheet.tsx';
import { makeCommands } from './commands.ts';
import { bringUp, closePanel, Dock, linkedPanel, openAnother, resetLayout, showPanel } from './dock.tsx';
import { useDesktopNotes } from './desktop-notes.ts';
import { KeepOpen } from './keep-open.tsx';
import { keepFocus } from './keep-focus.ts';
import { bindKeys } from './keyboard.ts';
import { LinkAnnouncer } from './link-announcer.tsx';
import { LinkMenu } from './link-menu.tsx';
import { linkPanel, openLinkMenu } from './link-panel.ts';
import { Palette } from './palette.tsx';
import { panelList } from './panel-list.ts';
import { usePresets } from '../panels/ticket/presets.ts';
import { presetCommands } from './preset-commands.ts';

const showAlerts = (): void => showPanel('alerts');

const none: readonly never[] = [];
const bringUpChart = (): void => bringUp('chart');

type Over = 'palette' | 'keys' | null;

export function App() {
  const [over, setOver] = useState<Over>(null);
  const theme = useSettings((s) => s.theme);
  const palette = useSettings((s) => s.palette);
  const density = useSettings((s) => s.density);
  const presets = usePresets();
  const features = useQuery('signals.features', {}).value;
  const commands = useMemo(() => [...makeCommands({
    panels: panelList.map((panel) => ({ ...panel, show: () => showPanel(panel.id) })),
    showPalette: () => setOver((now) => (now === 'palette' ? null : 'palette')),
    showCheatSheet: () => setOver('keys'),
    resetLayout,
    several: panelList.filter((panel) => panel.several).map((panel) => ({ ...panel, open: () => openAnother(panel.id) })),
    closePanel,
    linkedPanel,
    showLinkMenu: () => openLinkMenu(linkedPanel()),
    link: (link) => linkPanel(linkedPanel(), link),
    bringUpChart,
  }), ...presetCommands(presets, linkedPanel)], [presets]);
  useQuestionsInView();
  useCalledPanels();
  useAlertSound();
  useDesktopNotes(showAlerts);
  useEffect(() => applyLook({ theme, palette, density }), [theme, palette, density]);
  useEffect(() => {
    const kept = keepFocus();
    return () => kept.dispose();
  }, []);
  useEffect(() => {
    const bound = bindKeys(commands);
    return () => bound.dispose();
  }, [commands]);
  return (
    <div className="app">
      <TopBar onCancelAll={() => askCancelAll(everything, instrumentNowIn(linkedPanel()))} onPalette={() => setOver('palette')} onCheatSheet={() => setOver('keys')} />
      <HaltBanner />
      <KeepOpen />
      <Dock />
      <MassCancelAsk />
      <StatusBar onAlerts={showAlerts} />
      <LinkMenu />
      <LinkAnnouncer />
      {over === 'palette' && <Palette commands={commands} linkedPanel={linkedPanel} features={features ?? none} onFeature={(feature) => drawFeature(feature, { linkedPanel, bringUpChart })} onClose={() => setOver(null)} />}
      {over === 'keys' && <CheatSheet commands={commands} onClose={() => setOver(null)} />}
    </div>
  );
}

/** A question or a called ticket is never hidden behind another tab or in a closed panel. */
function useQuestionsInView(): void {
  const ask = useAsks((asks) => asks.ask);
  const ticketCalls = useAsks((asks) => asks.ticketCalls);
  useEffect(() => { if (ask) bringUp(ask.kind === 'reject' || ask.kind === 'thumb' ? 'suggestions' : 'blotter'); }, [ask]);
  useEffect(() => { if (ticketCalls > 0) bringUp('ticket'); }, [ticketCalls]);
}
