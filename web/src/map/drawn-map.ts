import * as leaflet from 'leaflet'
import 'leaflet/dist/leaflet.css'
import type { Location } from '#contract'

export interface Shown {
  trail: readonly Location[]
  home: Location | undefined
  names: { courier: string; home: string; start: string }
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

/** Draws the ride so far, a straight line for what is left, and a pin at each end. */
export const drawMap = (element: HTMLElement): DrawnMap => {
  const map = leaflet.map(element, { attributionControl: false, zoomControl: false, keyboard: false, scrollWheelZoom: false, maxZoom: 18 })
  leaflet.control.scale({ imperial: false }).addTo(map)
  const layer = leaflet.layerGroup().addTo(map)
  let framed = ''

  const show = ({ trail, home, names }: Shown) => {
    const courier = trail.at(-1)
    const start = trail[0]
    if (!courier || !start) return
    layer.clearLayers()
    if (home) leaflet.polyline([courier, home], { className: 'way-left', dashArray: '2 8' }).addTo(layer)
    leaflet.polyline([...trail], { className: 'way' }).addTo(layer)
    leaflet.marker(start, { icon: pin('start', names.start), interactive: false, keyboard: false }).addTo(layer)
    if (home) leaflet.marker(home, { icon: pin('home', names.home), interactive: false, keyboard: false }).addTo(layer)
    leaflet.marker(courier, { icon: pin('courier', names.courier), interactive: false, keyboard: false, zIndexOffset: 100 }).addTo(layer)
    const bounds = leaflet.latLngBounds([...trail, ...(home ? [home] : [])])
    // the map moves only when something leaves it
    if (framed === '' || !map.getBounds().contains(bounds)) map.fitBounds(bounds, { padding: [36, 36], maxZoom: closest })
    framed = bounds.toBBoxString()
  }
  return { show, remove: () => void map.remove() }
}
