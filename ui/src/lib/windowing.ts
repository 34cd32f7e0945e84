/** Draws only the rows in sight, so that thousands cost as much as forty. Rows have one height. */
import { type RefObject, useEffect, useState } from "react";

const OVERSCAN = 8;

export interface Slice {
  first: number; // index of the first row to draw
  last: number; // index after the last
}

/** Which rows a viewport shows, with a few to spare on either side. */
export function slice(scrollTop: number, height: number, rowHeight: number, rows: number): Slice {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - OVERSCAN);
  const last = Math.min(rows, Math.ceil((scrollTop + height) / rowHeight) + OVERSCAN);
  return { first: Math.min(first, last), last };
}

interface Box {
  top: number;
  width: number;
  height: number;
}

/** Scroll position and size of an element, kept up to date, one update a frame. */
export function useBox(ref: RefObject<HTMLElement | null>): Box {
  const [box, setBox] = useState<Box>({ top: 0, width: 0, height: 0 });
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    let frame = 0;
    const measure = () => {
      frame = 0;
      setBox({ top: element.scrollTop, width: element.clientWidth, height: element.clientHeight });
    };
    const later = () => {
      frame ||= requestAnimationFrame(measure);
    };
    const observer = new ResizeObserver(later);
    observer.observe(element);
    element.addEventListener("scroll", later, { passive: true });
    measure();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", later);
      cancelAnimationFrame(frame);
    };
  }, [ref]);
  return box;
}
