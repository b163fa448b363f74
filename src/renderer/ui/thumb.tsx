/** A thumb, up or down, drawn so that no font has to have it. */
export function Thumb({ way }: { readonly way: 'up' | 'down' }) {
  return (
    <svg className={`thumb thumb-${way}`} width="13" height="13" viewBox="0 0 16 16" aria-hidden="true">
      <path d="M1.5 7h2.6v6.5H1.5zM5.6 13V7.2L8.3 1.6c1.2 0 1.9.8 1.9 2l-.5 2.7h3.7c.8 0 1.4.8 1.2 1.6l-1.2 4.7c-.2.6-.7 1-1.3 1H6.4z" fill="none" stroke="currentColor" strokeWidth="1.3" strokeLinejoin="round" />
    </svg>
  );
}
