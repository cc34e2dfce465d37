/** A map to move under a pin that stays in its middle: with a finger, the mouse or the arrow keys. */
import * as leaflet from 'leaflet'
import 'leaflet/dist/leaflet.css'
import { beside } from '#areas'
import type { Location } from '#contract'
import { drawAreas } from './drawn-areas.ts'
import { mapOn } from './ground.ts'
import { type Shop, type Spot, spotAt } from './spot.ts'

export interface PinMap {
  /** Where the pin is. */
  location(): Location
  moveTo(location: Location): void
  remove(): void
}

/** What the map says of the places that the pin is on. */
interface Areas {
  shop: Shop
  /** What the basket costs, in minor units. */
  subtotal: number
  /** Called with what the pin is on, whenever the map has come to rest. */
  onRest: (spot: Spot) => void
}

const closeUp = 17
const world = { center: { lat: 30, lng: 10 }, zoom: 2 }

/** Without a start it shows the areas of the shop, or the whole world. */
export const openPinMap = (element: HTMLElement, start: Location | undefined, areas?: Areas): PinMap => {
  const onMap = ({ lat, lng }: Location): Location => ({ lat, lng: areas ? beside(lng, areas.shop.location.lng) : lng })
  const view = start ? { center: onMap(start), zoom: closeUp } : world
  const map = mapOn(element, { ...view, scrollWheelZoom: 'center', touchZoom: 'center', doubleClickZoom: 'center' })
  leaflet.control.zoom({ position: 'bottomright' }).addTo(map)
  const location = () => {
    const { lat, lng } = map.getCenter().wrap()
    return { lat, lng }
  }
  if (areas && areas.shop.areas.length > 0) {
    const { shop, subtotal, onRest } = areas
    const bounds = drawAreas(map, shop)
    if (!start) map.fitBounds(bounds, { padding: [16, 16], animate: false })
    const rest = () => onRest(spotAt(shop, location(), subtotal))
    map.on('moveend', rest)
    rest()
  }
  return {
    location,
    moveTo: (to) => void map.setView(onMap(to), closeUp),
    remove: () => void map.remove(),
  }
}
