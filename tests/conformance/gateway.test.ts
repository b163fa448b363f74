/** The gateway that the core uses, judged by the suite. */
import { seededRandom } from '../../src/shared/base/random.ts';
import { epochMicros, quantityLots } from '../../src/shared/domain/numbers.ts';
import { VenueGateway, type VenueGatewayEvents } from '../../src/main/core/gateways/venue-gateway.ts';
import { systemClock } from '../../src/main/hosts/system-clock.ts';
import { gatewaySuite } from './gateway-suite.ts';

const nothing = (): void => undefined;

gatewaySuite('VenueGateway', ({ orders, marketData, heartBtIntMs }) => {
  const executions: string[] = [];
  const answers: (readonly [string, number])[] = [];
  const lost: string[] = [];
  let refused = 0;
  const events: VenueGatewayEvents = {
    onOmsState: nothing, onLogon: nothing, onInstruments: nothing, onSnapshot: nothing, onBatch: nothing, onFeedAlive: nothing, onGap: nothing,
    onMarketTime: nothing, onExecution: (report) => executions.push(report.execId), onStatusCompleted: (answer) => answers.push([answer.requestId, answer.reports]), onQuestionLost: (id) => lost.push(id), onCancelReject: nothing, onMassCancelReport: nothing, onDeskMessage: nothing,
    onBusinessReject: nothing, onRefused: () => { refused++; }, settled: () => Promise.resolve(), reconcile: () => Promise.resolve(), onDisconnected: nothing,
  };
  const gateway = new VenueGateway({
    ordersEndpoint: orders, marketDataEndpoint: marketData, senderCompId: 'DESK', targetCompId: 'OMS', clock: systemClock(), random: seededRandom(1), heartBtIntMs, barsMax: 0, events,
  });
  const started = gateway.start();
  return {
    state: () => gateway.state,
    executions,
    answers,
    lost,
    ask: (clOrdId) => gateway.requestStatus(clOrdId),
    refused: () => refused,
    order: (clOrdId) => gateway.send({ msgType: 'NewOrderSingle', clOrdId, symbol: 'XYZ', side: 'buy', ordType: 'market', price: null, orderQty: quantityLots(1), timeInForce: 'ioc', transactTime: epochMicros(1) }).ok,
    dispose: () => started.dispose(),
  };
});
