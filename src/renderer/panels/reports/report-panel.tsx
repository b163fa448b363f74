/** The desk head's page: who and what made money, at what cost, and what the desk's decisions were worth. */
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { createPortal, flushSync } from 'react-dom';
import type { DeskReport } from '../../../shared/contract/reports.ts';
import { useQuery } from '../../connection/use-call.ts';
import { useLink } from '../../stores/link.ts';
import { useSettings } from '../../stores/settings.ts';
import { Button } from '../../ui/button.tsx';
import { downloadCsv } from '../../ui/csv.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import '../../ui/estimates.css';
import { formatNumber, formatTime } from '../../ui/format.ts';
import { useHeaderSlot } from '../../ui/header-slot.tsx';
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
  const printing = usePrinting();
  useAskWhileShown(again);
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
      {report && printing && createPortal(<div className="rp-paper"><Report report={report} paper={true} /></div>, document.body)}
    </PanelFrame>
  );
}

const askPeriodMs = 20_000;

/** A report ages: it is made anew when its tab comes to the front, and every 20 seconds while it is there. */
function useAskWhileShown(again: () => void): void {
  const isShown = useHeaderSlot() !== null;
  const ask = useRef(again);
  useEffect(() => { ask.current = again; });
  useEffect(() => {
    if (!isShown) return undefined;
    ask.current();
    const timer = setInterval(() => ask.current(), askPeriodMs);
    return () => clearInterval(timer);
  }, [isShown]);
}

/** True from just before the page is printed until after: the report then stands alone, outside the dock that would clip it. */
function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false);
  useEffect(() => {
    const before = (): void => flushSync(() => setPrinting(true));
    const after = (): void => setPrinting(false);
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
    };
  }, []);
  return printing;
}

type Block = DeskReport['currencies'][number];

/** On paper every currency stands under the other; on screen one at a time. */
function Report({ report, paper = false }: { readonly report: DeskReport; readonly paper?: boolean }) {
  const zone = useSettings((s) => s.zone);
  const [currency, setCurrency] = useState<string | null>(null);
  const chosen = report.currencies.find((b) => b.currency === currency) ?? report.currencies[0];
  const blocks = paper ? report.currencies : chosen ? [chosen] : [];
  const choice = !paper && report.currencies.length > 1 && chosen && (
    <Segmented label="Currency" segments={report.currencies.map((b) => ({ value: b.currency, label: b.currency }))} value={chosen.currency} onChange={setCurrency} />
  );
  return (
    <div className="rp">
      <header className="rp-print-head">
        <h2>Desk report</h2>
        <p>{formatTime(report.from, zone, 'dateTime')} to {formatTime(report.to, zone, 'dateTime')} {zone === 'utc' ? 'UTC' : 'local time'}; source: journal up to record {formatNumber(report.journalSeq, 0)}</p>
      </header>
      <section>
        <div className="rp-head">
          <h3>Decisions on suggestions</h3>
          <span className="muted small">what each made, or would have made, by its horizon and after cost</span>
        </div>
        <div className="rp-scroll" role="region" aria-label="Decisions on suggestions" tabIndex={0}><OverrideTable rows={report.overrides} minimumCases={report.minimumCases} /></div>
      </section>
      {blocks.length === 0 && <EmptyState title="Nothing was traded yet">P&L, hit rate and cost by model, trader and instrument stand here after the first fill.</EmptyState>}
      {blocks.map((block) => <Money key={block.currency} block={block} minimumCases={report.minimumCases} choice={choice} />)}
      <section className="rp-cases">
        <div className="rp-head"><h3>Cases</h3><span className="muted small">newest first{report.cases.length >= 500 ? ', the newest 500' : ''}</span></div>
        {report.cases.length === 0
          ? <EmptyState title="No suggestion yet">Each one is listed here with what was done and what came of it.</EmptyState>
          : <div className="rp-scroll" role="region" aria-label="Cases" tabIndex={0}><CaseTable cases={report.cases} /></div>}
      </section>
      <p className="rp-source muted small">Source: journal up to record {formatNumber(report.journalSeq, 0)}, {formatTime(report.from, zone, 'dateTime')} to {formatTime(report.to, zone, 'dateTime')} {zone === 'utc' ? 'UTC' : 'local'}. Intervals are 95 %; below {report.minimumCases} cases none is shown.</p>
    </div>
  );
}

function Money({ block, minimumCases, choice }: { readonly block: Block; readonly minimumCases: number; readonly choice: ReactNode }) {
  const table = { total: block.total, currency: block.currency, minorDigits: block.currencyMinorDigits, minimumCases };
  return (
    <section>
      <div className="rp-head">
        <h3>Profit, hits and cost</h3>
        {choice === false || choice === undefined ? <span className="muted small">{block.currency}</span> : choice}
        <span className="muted small">slippage against the mid at submission: above zero is cost</span>
      </div>
      <div className="rp-scroll" role="region" aria-label="By model" tabIndex={0}><ReportTable by="Model" rows={block.byModel} {...table} /></div>
      <div className="rp-scroll" role="region" aria-label="By trader" tabIndex={0}><ReportTable by="Trader" rows={block.byTrader} {...table} /></div>
      <div className="rp-scroll" role="region" aria-label="By instrument" tabIndex={0}><ReportTable by="Instrument" rows={block.byInstrument} {...table} /></div>
    </section>
  );
}
