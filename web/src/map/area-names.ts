/** The names of areas on a map. A name makes room for a pin, and is hidden where it does not fit into its area or would cover another name. */
import * as leaflet from 'leaflet'

export type Shape = leaflet.Polygon | leaflet.Circle

export interface NamedShape {
  name: string
  /** On the map. */
  shape: Shape
}

const nameOf = (name: string) => Object.assign(document.createElement('bdi'), { textContent: name })

const middleOf = (shape: Shape): leaflet.LatLng => {
  if (!(shape instanceof leaflet.Circle)) return shape.getCenter()
  // a circle is around other areas, whose names are in the middle
  const around = shape.getBounds()
  return leaflet.latLng(around.getNorth(), around.getCenter().lng)
}

/** What a thing of this size covers, in pixels of the map. */
export const boxAround = (middle: leaflet.Point, { x, y }: leaflet.Point): leaflet.Bounds => {
  const half = leaflet.point(x / 2, y / 2)
  return leaflet.bounds(middle.subtract(half), middle.add(half))
}

/** A pin stands on the place. */
export const boxOfPin = (place: leaflet.Point): leaflet.Bounds => leaflet.bounds(place.add([-20, -42]), place.add([20, 6]))

const widthOf = (map: leaflet.Map, shape: Shape): number => {
  const around = shape.getBounds()
  return map.latLngToLayerPoint(around.getNorthEast()).x - map.latLngToLayerPoint(around.getSouthWest()).x
}

/** Where a name may be, in pixels below the middle of its area. */
const offsets = [0, 28, -28]

/**
 * Writes the names, the first ones first. Call what it returns whenever the map has come to rest: it puts them where nothing is `taken`, or
 * hides them.
 */
export const writeNames = (
  map: leaflet.Map,
  layer: leaflet.LayerGroup | leaflet.Map,
  named: readonly NamedShape[],
  taken: () => readonly leaflet.Bounds[],
): (() => void) => {
  const names = named.map(({ name, shape }) => {
    const middle = middleOf(shape)
    const tooltip = leaflet.tooltip({ permanent: true, direction: 'center', className: 'area-name', content: nameOf(name) })
    return { tooltip: tooltip.setLatLng(middle).addTo(layer), middle, shape }
  })
  return () => {
    const covered = [...taken()]
    for (const { tooltip, middle, shape } of names) {
      const element = tooltip.getElement()
      if (!element) continue
      const size = leaflet.point(element.offsetWidth, element.offsetHeight)
      const places = size.x <= widthOf(map, shape) ? offsets.map((y) => map.latLngToLayerPoint(middle).add([0, y])) : []
      const free = places.find((place) => !covered.some((other) => other.overlaps(boxAround(place, size))))
      element.style.visibility = free ? 'visible' : 'hidden'
      if (!free) continue
      tooltip.setLatLng(map.layerPointToLatLng(free))
      covered.push(boxAround(free, size))
    }
  }
}
