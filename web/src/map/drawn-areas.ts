import * as leaflet from 'leaflet'
import { beside } from '#areas'
import { boxOfPin, type Shape, writeNames } from './area-names.ts'
import type { Shop, ShopArea } from './spot.ts'

const shapeOf = ({ location }: Shop, { polygon, radius = 0 }: ShopArea): Shape => {
  const options = { className: 'area', interactive: false }
  if (!polygon) return leaflet.circle(location, { ...options, radius: radius * 1000 })
  // across the antimeridian, the map goes on beside the shop
  return leaflet.polygon(
    polygon.map(([lat, lng]): [number, number] => [lat, beside(lng, location.lng)]),
    options,
  )
}

/** Draws where the shop delivers, the area that holds on top, under a pin in the middle. Returns what is around all of them. */
export const drawAreas = (map: leaflet.Map, shop: Shop): leaflet.LatLngBounds => {
  const bounds = leaflet.latLngBounds([])
  const named = shop.areas.toReversed().map((area) => {
    const shape = shapeOf(shop, area).addTo(map)
    bounds.extend(shape.getBounds())
    return { name: area.name, shape }
  })
  const choose = writeNames(map, map, named.toReversed(), () => [boxOfPin(map.latLngToLayerPoint(map.getCenter()))])
  map.on('moveend', choose)
  choose()
  return bounds
}
