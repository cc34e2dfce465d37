import * as leaflet from 'leaflet'
import 'leaflet/dist/leaflet.css'
import type { Location } from '#contract'
import { mapOn } from './ground.ts'

export interface Stop {
  id: string
  name: string
  /** Said by screen readers. */
  label: string
  location: Location
}

export interface Stops {
  stops: readonly Stop[]
  /** The courier, if the device says where it is. */
  here: Location | undefined
  youAreHere: string
  onChoose: (id: string) => void
}

export interface StopsMap {
  show(what: Stops): void
  remove(): void
}

const pin = (kind: 'stop' | 'courier', name: string, size: number) =>
  leaflet.divIcon({
    className: `pin pin-${kind}`,
    html: Object.assign(document.createElement('span'), { textContent: name }),
    iconSize: [size, size],
  })

const closest = 16

/** A finger that moves over the map scrolls the page; two move the map. */
const isTouched = matchMedia('(pointer: coarse)').matches

/** A pin for each stop, which can be chosen, and one for the courier. */
export const drawStops = (element: HTMLElement): StopsMap => {
  const map = mapOn(element, { scrollWheelZoom: false, dragging: !isTouched })
  leaflet.control.scale({ imperial: false }).addTo(map)
  const layer = leaflet.layerGroup().addTo(map)
  let framed = ''

  const show = ({ stops, here, youAreHere, onChoose }: Stops) => {
    const bounds = leaflet.latLngBounds([...stops.map(({ location }) => location), ...(here ? [here] : [])])
    if (!bounds.isValid()) return
    // the map moves when there are other stops, or when the courier leaves it
    const stopsNow = stops.map(({ id }) => id).join()
    if (stopsNow !== framed || !map.getBounds().contains(bounds)) map.fitBounds(bounds, { padding: [36, 36], maxZoom: closest })
    framed = stopsNow
    layer.clearLayers()
    for (const { id, name, label, location } of stops) {
      const marker = leaflet.marker(location, { icon: pin('stop', name, 36), title: label }).addTo(layer)
      marker.on('click', () => onChoose(id))
      marker.getElement()?.setAttribute('aria-label', label)
    }
    if (here)
      leaflet.marker(here, { icon: pin('courier', youAreHere, 16), interactive: false, keyboard: false, zIndexOffset: 100 }).addTo(layer)
  }
  return { show, remove: () => void map.remove() }
}
