/** Where the window was: kept in the profile, and brought back onto a display that still exists. */
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const rectangle = { x: z.number().int(), y: z.number().int(), width: z.number().int().min(1).max(32_768), height: z.number().int().min(1).max(32_768) };
const windowStateSchema = z.strictObject({ ...rectangle, maximized: z.boolean() });

export type WindowState = z.infer<typeof windowStateSchema>;

/** In device-independent pixels, as Electron's. */
export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Smallest window in which every panel still makes its point (LOOK.md: a third of a laptop's screen). */
export const windowSizeMin = { width: 960, height: 600 } as const;
const windowSizeFirst = { width: 1600, height: 1000 } as const;

/** Part of the title bar that must be on some display for the window to be reachable. */
const reachable = { width: 120, height: 40 } as const;

/** The state to open with: `saved` where its window can still be reached, else the primary display's centre. */
export function placeWindow(saved: WindowState | undefined, workAreas: readonly Rectangle[], primary: Rectangle): WindowState {
  const size = {
    width: clamp(saved?.width ?? windowSizeFirst.width, windowSizeMin.width, primary.width),
    height: clamp(saved?.height ?? windowSizeFirst.height, windowSizeMin.height, primary.height),
  };
  if (saved && workAreas.some((area) => isReachable(saved, area))) return saved;
  return {
    x: primary.x + Math.round((primary.width - size.width) / 2),
    y: primary.y + Math.round((primary.height - size.height) / 2),
    ...size,
    maximized: saved?.maximized ?? false,
  };
}

/** Nothing when there is none, or none that makes sense. */
export function loadWindowState(dataDir: string): WindowState | undefined {
  try {
    const parsed = windowStateSchema.safeParse(JSON.parse(readFileSync(statePath(dataDir), 'utf8')));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}

/** Written aside and renamed, so that a loss of power leaves the old or the new. Losing it costs a drag of the mouse. */
export function saveWindowState(dataDir: string, state: WindowState): void {
  const path = statePath(dataDir);
  writeFileSync(`${path}.new`, JSON.stringify(state), { mode: 0o600 });
  renameSync(`${path}.new`, path);
}

function statePath(dataDir: string): string {
  return join(dataDir, 'window.json');
}

function isReachable(window: Rectangle, area: Rectangle): boolean {
  const width = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const top = window.y >= area.y && window.y + reachable.height <= area.y + area.height;
  return width >= reachable.width && top;
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(value, max));
}
