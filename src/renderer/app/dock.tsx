/** The dock: panels side by side and in tabs, moved by hand, kept between sessions. */
import { DockviewReact, type DockviewApi, type DockviewReadyEvent, type DockviewTheme, type IDockviewHeaderActionsProps, type IDockviewPanelHeaderProps, type IDockviewPanelProps } from 'dockview-react';
import 'dockview-react/dist/styles/dockview.css';
import { useEffect, useMemo, useRef, type ComponentType } from 'react';
import { notify } from '../stores/notices.ts';
import { freeLink, withLink, withoutPanel } from '../stores/selection-links.ts';
import { changeLinks, selectInstrument, selectionStore, instrumentNowIn } from '../stores/selection.ts';
import { DockedPanel, HeaderSlots } from '../ui/header-slot.tsx';
import { applyDefaultLayout } from './default-layout.ts';
import './dock.css';
import { focusFirst } from './keep-focus.ts';
import { LinkChip } from './link-chip.tsx';
import { titleOf } from './link-panel.ts';
import { entryOf, panelList, sameKindMax, type PanelId } from './panel-list.ts';
import { forgetLayout, keepLayout, restoreLayout } from './saved-layout.ts';

const slots = new HeaderSlots();
let dock: DockviewApi | undefined;
const keepDelayMs = 400;

const theme: DockviewTheme = { name: 'candor', className: 'dockview-theme-candor', gap: 4, dndTabIndicator: 'line', tabGroupIndicator: 'none' };

const components = Object.fromEntries(panelList.map((panel) => [panel.id, docked(panel.component, panel.linked === true)]));

export function Dock() {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  function keepSoon(): void {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => { if (dock) keepLayout(dock); }, keepDelayMs);
  }
  useEffect(() => {
    const stop = selectionStore.subscribe((now, old) => { if (now.links !== old.links) keepSoon(); });
    return () => { stop(); clearTimeout(timer.current); };
  }, []);
  function ready(event: DockviewReadyEvent): void {
    dock = event.api;
    if (!restoreLayout(event.api)) applyDefaultLayout(event.api);
    event.api.onDidLayoutChange(keepSoon);
  }
  return (
    <div className="dock">
      <DockviewReact theme={theme} components={components} defaultTabComponent={Tab} rightHeaderActionsComponent={HeaderSlot}
        watermarkComponent={Watermark} onReady={ready} disableFloatingGroups={false} />
    </div>
  );
}

/** Shows a panel and puts the focus into it; brings it back when it was closed. Again goes to the next of its kind. */
export function showPanel(id: PanelId): void {
  if (!dock) return;
  const entry = panelList.find((panel) => panel.id === id);
  if (!entry) return;
  const open = panelsOf(id);
  const next = open[(open.findIndex((panel) => panel.id === focusedPanel()) + 1) % Math.max(1, open.length)];
  const panel = next ?? dock.addPanel({ id, component: id, title: entry.title });
  panel.api.setActive();
  focusSoon(panel.id);
}

/** Opens another panel of a kind beside those that are there, in a colour of its own. */
export function openAnother(kind: PanelId): void {
  if (!dock) return;
  const open = panelsOf(kind);
  const ids = Array.from({ length: sameKindMax }, (_, i) => (i === 0 ? kind : `${kind}-${i + 1}`));
  const id = ids.find((one) => !open.some((panel) => panel.id === one));
  const beside = open.at(-1);
  if (id === undefined) return notify('plain', `${sameKindMax} panels of this kind are open already; close one`);
  if (!beside) return showPanel(kind);
  const symbol = instrumentNowIn(beside.id);
  changeLinks((links) => withLink(withoutPanel(links, id), id, freeLink(links, open.map((panel) => panel.id))));
  if (instrumentNowIn(id) === null && symbol !== null) selectInstrument(symbol, id);
  dock.addPanel({ id, component: kind, title: titleOf(id), position: { referencePanel: beside, direction: 'right' } });
  focusSoon(id);
}

/** Closes the panel with the focus; its key or the palette brings it back. */
export function closePanel(): void {
  const id = focusedPanel();
  const panel = id === null ? undefined : dock?.getPanel(id);
  if (!dock || !panel || dock.panels.length === 1) return;
  dock.removePanel(panel);
  changeLinks((links) => withoutPanel(links, panel.id));
  notify('done', `${titleOf(panel.id)} closed`);
  if (dock.activePanel) focusSoon(dock.activePanel.id);
}

/** Id of the panel that has the focus, or had it last. */
const focusedPanel = (): string | null =>
  document.activeElement?.closest<HTMLElement>('[data-panel]')?.dataset['panel'] ?? document.activeElement?.closest<HTMLElement>('[data-link-of]')?.dataset['linkOf'] ?? dock?.activePanel?.id ?? null;

/** The panel with the focus where it shows or selects an instrument; else the ticket. */
export function linkedPanel(): string {
  const id = focusedPanel();
  return id !== null && entryOf(id)?.linked ? id : 'ticket';
}

const panelsOf = (kind: PanelId): DockviewApi['panels'] => (dock?.panels ?? []).filter((panel) => entryOf(panel.id)?.id === kind);

/** A panel in view takes the focus at once; one that was hidden when it is laid out, one that is new when it is drawn. */
function focusSoon(panelId: string, framesLeft = focusFramesMax): void {
  if (!focusInside(panelId) && framesLeft > 0) requestAnimationFrame(() => focusSoon(panelId, framesLeft - 1));
}

const focusFramesMax = 20;

/** Makes sure that a panel can be seen, without taking the focus from where it is. */
export function bringUp(id: PanelId): void {
  const panel = dock?.getPanel(id);
  if (!panel) showPanel(id);
  else if (!panel.api.isVisible) panel.api.setActive();
}

export function resetLayout(): void {
  forgetLayout();
  if (dock) applyDefaultLayout(dock);
}

function focusInside(id: string): boolean {
  const root = document.querySelector<HTMLElement>(`[data-panel="${id}"]`);
  if (root) focusFirst(root);
  return root !== null && root.contains(document.activeElement);
}

function docked(Component: ComponentType, linked: boolean) {
  return function Docked({ api }: IDockviewPanelProps) {
    const { id } = api;
    const value = useMemo(() => ({ slots, panelId: id, title: titleOf(id), link: linked ? <LinkChip panelId={id} /> : null }), [id]);
    return (
      <DockedPanel value={value}>
        <div data-panel={api.id} tabIndex={-1} style={{ height: '100%' }}><Component /></div>
      </DockedPanel>
    );
  };
}

function Tab({ api }: IDockviewPanelHeaderProps) {
  const entry = entryOf(api.id);
  return <div className="dock-tab" title={entry ? `${entry.title} (key ${entry.keys})` : undefined}>{api.title}</div>;
}

function HeaderSlot({ activePanel }: IDockviewHeaderActionsProps) {
  const element = useRef<HTMLDivElement>(null);
  const id = activePanel?.id;
  useEffect(() => (id !== undefined && element.current ? slots.put(id, element.current) : undefined), [id]);
  return <div ref={element} className="header-slot" />;
}

const Watermark = () => <div className="dock-empty" />;
