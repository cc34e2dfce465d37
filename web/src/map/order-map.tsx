/** Where an order goes, and where its courier is. */
import { useEffect, useRef } from 'preact/hooks'
import type { Location } from '#contract'
import { t } from '../language/page-language.ts'
import type { DrawnMap } from './drawn-map.ts'

interface Props {
  home: Location | undefined
  /** The positions of the courier that are known, the latest last. */
  trail: readonly Location[]
  /** What the pin is, instead of the customer's place. */
  name?: string
}

export const OrderMap = ({ trail, home, name }: Props) => {
  const place = useRef<HTMLDivElement>(null)
  const map = useRef<Promise<DrawnMap> | undefined>(undefined)
  useEffect(() => {
    const element = place.current
    if (!element) return
    const drawn = import('./drawn-map.ts').then(({ drawMap }) => drawMap(element))
    map.current = drawn
    return () => void drawn.then(({ remove }) => remove())
  }, [])
  const names = { courier: t().order.courierHere, home: name ?? t().order.home }
  useEffect(() => {
    void map.current?.then(({ show }) => show({ trail, home, names }))
  }, [trail, home, names.courier])
  const label = name ?? (trail.length > 0 ? t().order.map : t().order.mapOfDestination)
  return <div ref={place} class="map" role="img" aria-label={label} />
}
