/** Everything that is rebuilt from the journal: the one list that a start, a checkpoint and the bench share. */
import { AlertsProjection } from './alerts/alerts-projection.ts';
import { DataQuality } from './data-quality/data-quality.ts';
import { DecisionsProjection } from './decisions/decisions-projection.ts';
import { ActivatedModels } from './models/activated-models.ts';
import { ModelSwitches } from './models/model-switches.ts';
import { OrdersProjection } from './orders/orders-projection.ts';
import { ParentsProjection } from './parents/parents-projection.ts';
import { BenchmarksProjection } from './portfolio/benchmarks-projection.ts';
import { PositionsProjection } from './portfolio/positions-projection.ts';
import { DeskReportProjection } from './reports/desk-report-projection.ts';
import { LiveRecordsProjection } from './signals/live-records-projection.ts';
import { SuggestionsProjection } from './signals/suggestions-projection.ts';

/** Fresh and empty; `Object.values` of it is what a replay folds. A name that a checkpoint lacks makes the next start replay the whole journal once. */
export function createProjections() {
  const ordersProjection = new OrdersProjection();
  return {
    ordersProjection,
    // After the orders, which it asks what children did.
    parentsProjection: new ParentsProjection(ordersProjection),
    positions: new PositionsProjection(),
    benchmarksProjection: new BenchmarksProjection(),
    suggestions: new SuggestionsProjection(),
    liveRecords: new LiveRecordsProjection(),
    decisionsProjection: new DecisionsProjection(),
    dataQuality: new DataQuality(),
    deskReportProjection: new DeskReportProjection(),
    alertsProjection: new AlertsProjection(),
    activatedModels: new ActivatedModels(),
    modelSwitches: new ModelSwitches(),
  };
}
