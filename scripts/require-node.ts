/** The native modules need Node-API 10 (Node 22.14 or later); below it better-sqlite3 crashes without a word. */
export function requireNode(): void {
  if (Number(process.versions.napi) >= 10) return;
  console.error(`Candor needs Node 22.14 or later, this is ${process.version}. Start it with npm (npm start, npm test): npm puts the pinned Node of node_modules/.bin first.`);
  process.exit(1);
}
