/**
 * The peer of P9: the same rows in AG Grid with its default options, as its documentation shows it: one
 * applyTransactionAsync a message, 18 columns of plain fields. Sorted like the blotter, newest first.
 */
const fields = [
  'submittedAt', 'symbol', 'side', 'orderQty', 'cumQty', 'leavesQty', 'price', 'ordStatus', 'avgPx', 'text', 'arrivalMid', 'orderId', 'userId', 'ordType', 'timeInForce', 'updatedAt', 'lastClOrdId', 'clOrdId',
];

export const bareBlotter = `<!doctype html><meta charset="utf-8"><title>bare grid</title>
<style>html,body{margin:0;height:100%}#grid{height:100vh}</style><div id="grid"></div><script src="/ag-grid.js"></script><script>
const columnDefs = ${JSON.stringify(fields)}.map((field) => ({ field, width: 88, ...(field === 'submittedAt' ? { sort: 'desc' } : {}) }));
const socket = new WebSocket(location.href.replace('http', 'ws'));
let api;
socket.onmessage = ({ data }) => {
  const { all, update } = JSON.parse(data);
  if (update) api.applyTransactionAsync({ update });
  else api = agGrid.createGrid(document.getElementById('grid'), { rowData: all, columnDefs, rowHeight: 24, headerHeight: 24, getRowId: ({ data }) => data.clOrdId });
};
</script>`;
