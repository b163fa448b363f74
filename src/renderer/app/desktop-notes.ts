/** Makes the desktop notifications that the core asks this page for, and goes to the alert whose notification was pressed. */
import { useEffect } from 'react';
import { callAlert } from '../stores/alert-call.ts';
import { followPermission, showNote } from '../stores/desktop-notes.ts';
import { streams } from '../stores/streams.ts';

/** @param showAlerts brings the alerts into view with the focus. */
export function useDesktopNotes(showAlerts: () => void): void {
  useEffect(() => {
    const use = streams.use('alerts.desktop', {});
    void followPermission();
    const goTo = (alertId: string | null): void => {
      showAlerts();
      callAlert(alertId);
    };
    const stop = streams.store('alerts.desktop', {}).subscribe((state, old) => {
      if (state.version === old.version) return;
      for (const event of state.changed ?? []) {
        if (event.kind === 'show') showNote(event, () => goTo(event.alertId));
        else goTo(event.alertId);
      }
    });
    return () => { stop(); use.dispose(); };
  }, [showAlerts]);
}
