import * as leaflet from 'leaflet'
import { beside } from '#areas'
import type { Shop, ShopArea } from './spot.ts'

const nameOf = ({ name }: ShopArea) => Object.assign(document.createElement('bdi'), { textContent: name })

const shapeOf = ({ location }: Shop, { polygon, radius = 0 }: ShopArea): leaflet.Polygon | leaflet.Circle => {
  const options = { className: 'area', interactive: false }
  if (!polygon) return leaflet.circle(location, { ...options, radius: radius * 1000 })
  // across the antimeridian, the map goes on beside the shop
  return leaflet.polygon(
    polygon.map(([lat, lng]): [number, number] => [lat, beside(lng, location.lng)]),
    options,
  )
}

/** Draws where the shop delivers, the area that holds on top. Returns what is around all of them. */
export const drawAreas = (map: leaflet.Map, shop: Shop): leaflet.LatLngBounds => {
  const bounds = leaflet.latLngBounds([])
  for (const area of shop.areas.toReversed()) {
    const shape = shapeOf(shop, area).addTo(map)
    const around = shape.getBounds()
    // a circle is around other areas, whose names are in the middle
    const place = area.polygon ? around.getCenter() : leaflet.latLng(around.getNorth(), around.getCenter().lng)
    leaflet
      .tooltip({ permanent: true, direction: 'center', className: 'area-name', content: nameOf(area) })
      .setLatLng(place)
      .addTo(map)
    bounds.extend(around)
  }
  return bounds
}
