/** Where a menu opens. The thing it belongs to may be drawn anew meanwhile: then its last place counts. */
export interface AnchorBox {
  getBoundingClientRect(): DOMRect
}

/** @param element `null` where the menu was not opened from a drawing: then it stands in the middle of the window */
export function anchorBox(element: Element | null): AnchorBox {
  let last = boxOf(element) ?? new DOMRect(window.innerWidth / 2, window.innerHeight / 4, 0, 0)
  return {
    getBoundingClientRect: () => {
      last = boxOf(element) ?? last
      return last
    },
  }
}

function boxOf(element: Element | null): DOMRect | null {
  const box = element?.getBoundingClientRect()
  return box && (box.width > 0 || box.height > 0) ? box : null
}
