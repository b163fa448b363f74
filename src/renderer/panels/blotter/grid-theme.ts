/** Our own look of AG Grid, made of the theme's tokens; and the only modules of it that we use. */
import {
  CellApiModule, CellStyleModule, ClientSideRowModelApiModule, ClientSideRowModelModule, ColumnApiModule, createTheme, EventApiModule, ExternalFilterModule, HighlightChangesModule, iconSetAlpine, ModuleRegistry,
  RenderApiModule, RowApiModule, RowStyleModule, ScrollApiModule, TooltipModule,
} from 'ag-grid-community';

ModuleRegistry.registerModules([
  ClientSideRowModelModule, CellApiModule, ClientSideRowModelApiModule, CellStyleModule, ColumnApiModule, EventApiModule, ExternalFilterModule, HighlightChangesModule, RenderApiModule, RowApiModule,
  RowStyleModule, ScrollApiModule, TooltipModule,
]);

export const gridTheme = createTheme().withPart(iconSetAlpine).withParams({
  accentColor: 'var(--accent)',
  backgroundColor: 'var(--bg-panel)',
  foregroundColor: 'var(--text)',
  borderColor: 'var(--line)',
  browserColorScheme: 'inherit',
  fontFamily: 'var(--font-text)',
  fontSize: 'var(--size-body)',
  dataFontSize: 'var(--size-body)',
  headerFontSize: 'var(--size-small)',
  headerFontWeight: 450,
  headerTextColor: 'var(--text-2)',
  headerBackgroundColor: 'var(--bg-panel)',
  headerHeight: 24,
  rowHeight: 'var(--row)',
  rowHoverColor: 'var(--bg-hover)',
  oddRowBackgroundColor: 'var(--bg-panel)',
  rowBorder: '1px solid var(--line)',
  headerRowBorder: '1px solid var(--line)',
  columnBorder: false,
  headerColumnResizeHandleColor: 'transparent',
  wrapperBorder: false,
  wrapperBorderRadius: 0,
  borderRadius: 2,
  cellHorizontalPadding: 6,
  spacing: 4,
  iconSize: 11,
  iconColor: 'var(--text-3)',
  rangeSelectionBorderColor: 'var(--accent)',
  valueChangeValueHighlightBackgroundColor: 'var(--bg-selected)',
  tooltipBackgroundColor: 'var(--bg-raised)',
  tooltipTextColor: 'var(--text)',
  tooltipBorder: '1px solid var(--line-strong)',
});

/** The nonce that the page's policy allows styles with, when its host sets one. */
export const styleNonce = (): string | undefined =>
  document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce || undefined;
