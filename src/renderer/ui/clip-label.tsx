/** The label of a feature where room is short: what it is may be cut, the bars that it looks over may not ("Order flow at th…, 15 bars"). */

export function ClipLabel({ label }: { readonly label: string }) {
  const at = label.search(/, \d+ bars?( ago)?$/);
  return (
    <span className="clip-label" title={label}>
      <span className="clip">{at < 0 ? label : label.slice(0, at)}</span>
      {at >= 0 && <span className="clip-label-end">{label.slice(at)}</span>}
    </span>
  );
}
