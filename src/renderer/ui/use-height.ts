/** Height of an element in CSS pixels, followed as it changes, for lists that show as many rows as fit. */
import { useEffect, useState, type RefObject } from 'react';

export function useHeight(ref: RefObject<Element | null>): number {
  const [height, setHeight] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const observer = new ResizeObserver((entries) => {
      const entry = entries.at(-1);
      if (entry) setHeight(Math.floor(entry.contentRect.height));
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return height;
}
