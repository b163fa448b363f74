/** The desk head's page: who and what made money, at what cost, and what the desk's decisions were worth. */
import { useState } from 'react';
import type { DeskReport } from '../../../shared/contract/reports.ts';
import { useQuery } from '../../connection/use-call.ts';
import { useLink } from '../../stores/link.ts';
import { useSettings } from '../../stores/settings.ts';
import { Button } from '../../ui/button.tsx';
import { downloadCsv } from '../../ui/csv.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import '../../ui/estimates.css';
import { formatNumber, formatTime } from '../../ui/format.ts';
import { PanelFrame } from '../../ui/panel-frame.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { CaseTable } from './case-table.tsx';
import { OverrideTable } from './override-table.tsx';
import './print.css';
import { reportCsv } from './report-csv.ts';
import { ReportTable } from './report-table.tsx';
import './reports.css';

export function ReportPanel() {
  const { value: report, why, again } = useQuery('reports.desk', {});
  const link = useLink();
  const zone = useSettings((s) => s.zone);
  const state = link.state === 'disconnected' && report ? 'disconnected' : report ? 'live' : why === undefined ? 'never' : 'refused';
  return (
    <PanelFrame title="Report" state={state} why={why} awaiting="the desk report"
      age={report && <span className="muted small">to <span className="figure figure-small">{formatTime(report.to, zone, 'time')}</span>, journal <span className="figure figure-small">{formatNumber(report.journalSeq, 0)}</span></span>}
      actions={report && (
        <>
          <Button tone="quiet" label="Make the report again, up to now" onPress={again}>Refresh</Button>
          <Button tone="quiet" label="Every table as a file for a spreadsheet" onPress={() => downloadCsv(`desk-report-${report.journalSeq}.csv`, reportCsv(report))}>CSV</Button>
          <Button tone="quiet" label="Print this report" onPress={() => window.print()}>Print</Button>
        </>
      )}>
      {report && <Report report={report} />}
    </PanelFrame>
  );
}

function Report({ report }: { readonly report: DeskReport }) {
  const zone = useSettings((s) => s.zone);
  const [currency, setCurrency] = useState<string | null>(null);
  const block = report.currencies.find((b) => b.currency === currency) ?? report.currencies[0];
  const table = block && { total: block.total, currency: block.currency, minorDigits: block.currencyMinorDigits, minimumCases: report.minimumCases };
  return (
    <div className="rp" data-print>
      <header className="rp-print-head">
        <h2>Desk report</h2>
        <p>{formatTime(report.from, zone, 'dateTime')} to {formatTime(report.to, zone, 'dateTime')} {zone === 'utc' ? 'UTC' : 'local time'}; source: journal up to record {formatNumber(report.journalSeq, 0)}</p>
      </header>
      <section>
        <div className="rp-head">
          <h3>Decisions on suggestions</h3>
          <span className="muted small">what each made, or would have made, by its horizon and after cost</span>
        </div>
        <div className="rp-scroll"><OverrideTable rows={report.overrides} minimumCases={report.minimumCases} /></div>
      </section>
      {!block && <EmptyState title="Nothing was traded yet">P&L, hit rate and cost by model, trader and instrument stand here after the first fill.</EmptyState>}
      {block && table && (
        <section>
          <div className="rp-head">
            <h3>Profit, hits and cost</h3>
            {report.currencies.length > 1
              ? <Segmented label="Currency" segments={report.currencies.map((b) => ({ value: b.currency, label: b.currency }))} value={block.currency} onChange={setCurrency} />
              : <span className="muted small">{block.currency}</span>}
            <span className="muted small">slippage against the mid at submission: above zero is cost</span>
          </div>
          <div className="rp-scroll"><ReportTable by="Model" rows={block.byModel} {...table} /></div>
          <div className="rp-scroll"><ReportTable by="Trader" rows={block.byTrader} {...table} /></div>
          <div className="rp-scroll"><ReportTable by="Instrument" rows={block.byInstrument} {...table} /></div>
        </section>
      )}
      <section className="rp-cases">
        <div className="rp-head"><h3>Cases</h3><span className="muted small">newest first{report.cases.length >= 500 ? ', the newest 500' : ''}</span></div>
        {report.cases.length === 0
          ? <EmptyState title="No suggestion yet">Each one is listed here with what was done and what came of it.</EmptyState>
          : <div className="rp-scroll"><CaseTable cases={report.cases} /></div>}
      </section>
      <p className="rp-source muted small">Source: journal up to record {formatNumber(report.journalSeq, 0)}, {formatTime(report.from, zone, 'dateTime')} to {formatTime(report.to, zone, 'dateTime')} {zone === 'utc' ? 'UTC' : 'local'}. Intervals are 95 %; below {report.minimumCases} cases none is shown.</p>
    </div>
  );
}
