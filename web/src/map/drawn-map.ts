import * as leaflet from 'leaflet'
import 'leaflet/dist/leaflet.css'
import type { Location } from '#contract'
import { mapOn } from './ground.ts'

export interface Shown {
  trail: readonly Location[]
  home: Location | undefined
  names: { courier: string; home: string }
}

export interface DrawnMap {
  show(what: Shown): void
  remove(): void
}

const pin = (kind: keyof Shown['names'], name: string) =>
  leaflet.divIcon({
    className: `pin pin-${kind}`,
    html: Object.assign(document.createElement('span'), { textContent: name }),
    iconSize: [16, 16],
  })

const closest = 16

/** A finger that moves over the map scrolls the page. */
const isTouched = matchMedia('(pointer: coarse)').matches

/** Draws the destination and, while a courier is on the way, the ride so far and a straight line for what is left of it. */
export const drawMap = (element: HTMLElement): DrawnMap => {
  const map = mapOn(element, { keyboard: false, scrollWheelZoom: false, dragging: !isTouched })
  leaflet.control.scale({ imperial: false }).addTo(map)
  const layer = leaflet.layerGroup().addTo(map)
  let framed = ''

  const show = ({ trail, home, names }: Shown) => {
    const courier = trail.at(-1)
    const bounds = leaflet.latLngBounds([...trail, ...(home ? [home] : [])])
    if (!bounds.isValid()) return
    layer.clearLayers()
    if (home && courier) leaflet.polyline([courier, home], { className: 'way-left', dashArray: '2 8' }).addTo(layer)
    leaflet.polyline([...trail], { className: 'way' }).addTo(layer)
    if (home) leaflet.marker(home, { icon: pin('home', names.home), interactive: false, keyboard: false }).addTo(layer)
    if (courier)
      leaflet.marker(courier, { icon: pin('courier', names.courier), interactive: false, keyboard: false, zIndexOffset: 100 }).addTo(layer)
    // the map moves only when something leaves it
    if (framed === '' || !map.getBounds().contains(bounds)) map.fitBounds(bounds, { padding: [36, 36], maxZoom: closest })
    framed = bounds.toBBoxString()
  }
  return { show, remove: () => void map.remove() }
}
