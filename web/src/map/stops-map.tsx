import { useEffect, useRef } from 'preact/hooks'
import type { StopsMap as Drawn, Stops } from './drawn-stops.ts'

export const StopsMap = ({ label, ...what }: Stops & { label: string }) => {
  const place = useRef<HTMLDivElement>(null)
  const map = useRef<Promise<Drawn> | undefined>(undefined)
  useEffect(() => {
    const element = place.current
    if (!element) return
    const drawn = import('./drawn-stops.ts').then(({ drawStops }) => drawStops(element))
    map.current = drawn
    return () => void drawn.then(({ remove }) => remove())
  }, [])
  useEffect(() => {
    void map.current?.then(({ show }) => show(what))
  }, [what.stops, what.here, what.youAreHere])
  return (
    <section aria-label={label}>
      <div ref={place} class="map" />
    </section>
  )
}
