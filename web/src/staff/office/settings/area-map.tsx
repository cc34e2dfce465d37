import { useLayoutEffect, useRef } from 'preact/hooks'
import { o } from '../../../language/office.ts'
import type { Corner, AreaMap as DrawnMap, ShownArea } from '../../../map/area-map.ts'
import { type Fields, inLanguage, listIn } from '../values.ts'
import { placeIn } from './place.tsx'

const isNumber = (value: unknown): value is number => typeof value === 'number'

export const cornersIn = (value: unknown): Corner[] =>
  listIn(value).flatMap((corner): Corner[] => {
    const [lat, lng] = listIn(corner)
    return isNumber(lat) && isNumber(lng) ? [[lat, lng]] : []
  })

const shownOf = ({ name, polygon, radius }: Fields): ShownArea => ({
  name: inLanguage(name),
  polygon: polygon === undefined ? undefined : cornersIn(polygon),
  radiusKm: isNumber(radius) ? radius : 0,
})

interface Props {
  place: unknown
  areas: readonly Fields[]
  /** The index of the one whose corners are edited, or -1. */
  edited: number
  setCorners: (corners: Corner[]) => void
}

export const AreaMap = ({ place, areas, edited, setCorners }: Props) => {
  const element = useRef<HTMLDivElement>(null)
  const map = useRef<Promise<DrawnMap> | undefined>(undefined)
  const set = useRef(setCorners)
  set.current = setCorners
  const { corner: nameOfCorner } = o().settings
  useLayoutEffect(() => {
    const { current } = element
    if (!current) return
    const opened = import('../../../map/area-map.ts').then(({ openAreaMap }) =>
      openAreaMap(current, { nameOfCorner, setCorners: (corners) => set.current(corners) }),
    )
    map.current = opened
    return () => void opened.then((drawn) => drawn.remove())
  }, [nameOfCorner])
  const shown = areas.map(shownOf)
  const shop = placeIn(place)
  useLayoutEffect(() => {
    void map.current?.then((drawn) => shop && drawn.show({ shop, areas: shown, edited: edited < 0 ? undefined : edited }))
  }, [JSON.stringify([shown, shop, edited]), nameOfCorner])
  return (
    <>
      <div ref={element} class="map" role="application" aria-label={o().settings.areaMap} />
      <p class="hint" role="status">
        {areas[edited]?.polygon !== undefined && o().settings.drawHint}
      </p>
    </>
  )
}
