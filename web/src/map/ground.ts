/** What lies beneath the pins: the street map that the operator has configured, or a plain ground. */
import * as leaflet from 'leaflet'
import { tiles, tilesAttribution } from './streets.ts'

const asHtml = (text: string) => Object.assign(document.createElement('span'), { textContent: text }).innerHTML
const openStreetMap = '<a href="https://www.openstreetmap.org/copyright" target="_blank" rel="noopener">© OpenStreetMap</a>'

/** Squares that move with the map, so that moving it can be seen. */
const plainGround = () => Object.assign(leaflet.gridLayer({ tileSize: 128 }), { createTile: () => leaflet.DomUtil.create('div', 'ground') })

const addStreets = (map: leaflet.Map, url: string) => {
  map.attributionControl.setPrefix(false)
  // the servers of OpenStreetMap refuse requests that do not say from which site they come
  const attribution = tilesAttribution === undefined ? openStreetMap : asHtml(tilesAttribution)
  leaflet.tileLayer(url, { attribution, referrerPolicy: 'origin', maxZoom: 19 }).addTo(map)
}

export const mapOn = (element: HTMLElement, options: leaflet.MapOptions): leaflet.Map => {
  const map = leaflet.map(element, { zoomControl: false, attributionControl: tiles !== undefined, maxZoom: 18, ...options })
  if (tiles === undefined) plainGround().addTo(map)
  else addStreets(map, tiles)
  return map
}
