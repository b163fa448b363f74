/** Reports for the desk head. */
import type { Rooms } from '../core.ts';
import { deskReport } from '../reports/desk-report.ts';
import type { CallsOf } from './handlers.ts';

export const reportsCalls = ({ deskReportProjection, marketData }: Rooms): CallsOf<'reports'> => ({
  'reports.desk': async () => deskReport(deskReportProjection, marketData),
});
