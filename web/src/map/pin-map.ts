/** A map to move under a pin that stays in its middle: with a finger, the mouse or the arrow keys. */
import * as leaflet from 'leaflet'
import 'leaflet/dist/leaflet.css'
import type { Location } from '#contract'
import { mapOn } from './ground.ts'

export interface PinMap {
  /** Where the pin is. */
  location(): Location
  moveTo(location: Location): void
  remove(): void
}

const closeUp = 17
const world = { center: { lat: 30, lng: 10 }, zoom: 2 }

/** Without a start it shows the whole world. */
export const openPinMap = (element: HTMLElement, start: Location | undefined): PinMap => {
  const view = start ? { center: start, zoom: closeUp } : world
  const map = mapOn(element, { ...view, scrollWheelZoom: 'center', touchZoom: 'center', doubleClickZoom: 'center' })
  leaflet.control.zoom({ position: 'bottomright' }).addTo(map)
  return {
    location: () => {
      const { lat, lng } = map.getCenter().wrap()
      return { lat, lng }
    },
    moveTo: (location) => void map.setView(location, closeUp),
    remove: () => void map.remove(),
  }
}
