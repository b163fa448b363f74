/** The dock: panels side by side and in tabs, moved by hand, kept between sessions. */
import { DockviewReact, type DockviewApi, type DockviewReadyEvent, type DockviewTheme, type IDockviewHeaderActionsProps, type IDockviewPanelHeaderProps, type IDockviewPanelProps } from 'dockview-react';
import 'dockview-react/dist/styles/dockview.css';
import { useEffect, useRef, type ComponentType } from 'react';
import { DockedPanel, HeaderSlots } from '../ui/header-slot.tsx';
import { applyDefaultLayout } from './default-layout.ts';
import './dock.css';
import { panelList, type PanelId } from './panel-list.ts';
import { forgetLayout, keepLayout, restoreLayout } from './saved-layout.ts';

const slots = new HeaderSlots();
let dock: DockviewApi | undefined;
const keepDelayMs = 400;

const theme: DockviewTheme = { name: 'candor', className: 'dockview-theme-candor', gap: 4, dndTabIndicator: 'line', tabGroupIndicator: 'none' };

const components = Object.fromEntries(panelList.map((panel) => [panel.id, docked(panel.component)]));

export function Dock() {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);
  function ready(event: DockviewReadyEvent): void {
    dock = event.api;
    if (!restoreLayout(event.api)) applyDefaultLayout(event.api);
    event.api.onDidLayoutChange(() => {
      clearTimeout(timer.current);
      timer.current = setTimeout(() => { if (dock) keepLayout(dock); }, keepDelayMs);
    });
  }
  return (
    <div className="dock">
      <DockviewReact theme={theme} components={components} defaultTabComponent={Tab} rightHeaderActionsComponent={HeaderSlot}
        watermarkComponent={Watermark} onReady={ready} disableFloatingGroups={false} />
    </div>
  );
}

/** Shows a panel and puts the focus into it; brings it back when it was closed. */
export function showPanel(id: PanelId): void {
  if (!dock) return;
  const entry = panelList.find((panel) => panel.id === id);
  if (!entry) return;
  const panel = dock.getPanel(id) ?? dock.addPanel({ id, component: id, title: entry.title });
  panel.api.setActive();
  // A panel that was hidden is laid out in the next frame; one in view takes the focus at once.
  if (!focusInside(id)) requestAnimationFrame(() => focusInside(id));
}

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

function focusInside(id: PanelId): boolean {
  const root = document.querySelector<HTMLElement>(`[data-panel="${id}"]`);
  const target = root?.querySelector<HTMLElement>('[data-focus-first]') ?? root?.querySelector<HTMLElement>('[tabindex="0"], input, button');
  (target ?? root)?.focus();
  return root !== null && root.contains(document.activeElement);
}

function docked(Component: ComponentType) {
  return function Docked({ api }: IDockviewPanelProps) {
    return (
      <DockedPanel value={{ slots, panelId: api.id }}>
        <div data-panel={api.id} tabIndex={-1} style={{ height: '100%' }}><Component /></div>
      </DockedPanel>
    );
  };
}

function Tab({ api }: IDockviewPanelHeaderProps) {
  const entry = panelList.find((panel) => panel.id === api.id);
  return <div className="dock-tab" title={entry ? `${entry.title} (key ${entry.keys})` : undefined}>{api.title}</div>;
}

function HeaderSlot({ activePanel }: IDockviewHeaderActionsProps) {
  const element = useRef<HTMLDivElement>(null);
  const id = activePanel?.id;
  useEffect(() => (id !== undefined && element.current ? slots.put(id, element.current) : undefined), [id]);
  return <div ref={element} className="header-slot" />;
}

const Watermark = () => <div className="dock-empty" />;
