/** The courier's route. It has no street map, because the page loads nothing from other servers. */
import { useEffect, useRef } from 'preact/hooks'
import type { Location } from '#contract'
import { t } from '../language/language.ts'
import type { DrawnMap } from './drawn-map.ts'

interface Props {
  trail: readonly Location[]
  home: Location | undefined
}

export const CourierMap = ({ trail, home }: Props) => {
  const place = useRef<HTMLDivElement>(null)
  const map = useRef<Promise<DrawnMap> | undefined>(undefined)
  useEffect(() => {
    const element = place.current
    if (!element) return
    const drawn = import('./drawn-map.ts').then(({ drawMap }) => drawMap(element))
    map.current = drawn
    return () => void drawn.then(({ remove }) => remove())
  }, [])
  const names = { courier: t().order.courierHere, home: t().order.home, start: t().order.start }
  useEffect(() => {
    void map.current?.then(({ show }) => show({ trail, home, names }))
  }, [trail, home, names.courier])
  return <div ref={place} class="map" role="img" aria-label={t().order.map} />
}
