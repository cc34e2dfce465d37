/** Packs tickets of different heights without holes: each takes as many of the grid's small rows as it is high. */
import type { RefObject } from 'preact'
import { useLayoutEffect } from 'preact/hooks'

/** As `grid-auto-rows` of `.tickets`. */
const rowPx = 4
const gapPx = 8

const makeRoom = (ticket: HTMLElement) => {
  ticket.style.gridRowEnd = `span ${Math.ceil((ticket.offsetHeight + gapPx) / rowPx)}`
}

const heights = new ResizeObserver((entries) => {
  for (const { target } of entries) if (target instanceof HTMLElement) makeRoom(target)
})

export const usePacked = (ticket: RefObject<HTMLElement | null>): void => {
  useLayoutEffect(() => {
    const element = ticket.current
    if (!element) return
    makeRoom(element)
    heights.observe(element)
    return () => heights.unobserve(element)
  }, [])
}
