/** A map of the areas in which the shop delivers. The corners of one of them can be added, moved and removed. */
import * as leaflet from 'leaflet'
import 'leaflet/dist/leaflet.css'
import type { Location } from '#contract'
import { boxAround, boxOfPin, type Shape, writeNames } from './area-names.ts'
import { mapOn } from './ground.ts'

export type Corner = readonly [lat: number, lng: number]

export interface ShownArea {
  name: string
  /** A circle around the shop has none. */
  polygon: readonly Corner[] | undefined
  radiusKm: number
}

export interface Areas {
  shop: Location
  areas: readonly ShownArea[]
  /** The one whose corners are edited. */
  edited: number | undefined
}

export interface AreaMap {
  show(what: Areas): void
  remove(): void
}

interface Options {
  nameOfCorner: (n: number) => string
  setCorners: (corners: Corner[]) => void
}

/** About 10 centimetres. */
const rounded = (degrees: number) => Math.round(degrees * 1e6) / 1e6
const cornerAt = (place: leaflet.LatLng): Corner => [rounded(place.wrap().lat), rounded(place.wrap().lng)]

const cornerIcon = leaflet.divIcon({ className: 'area-corner', iconSize: [44, 44] })
/** Of a corner's dot. */
const dotSize = leaflet.point(16, 16)
const metresPerKm = 1000

/** Where a new corner belongs: into the side that is nearest to it. */
const placeOf = (map: leaflet.Map, corners: readonly Corner[], corner: Corner): number => {
  if (corners.length < 3) return corners.length
  const point = (at: Corner) => map.latLngToLayerPoint([at[0], at[1]])
  const distances = corners.map((from, n) =>
    leaflet.LineUtil.pointToSegmentDistance(point(corner), point(from), point(corners[(n + 1) % corners.length] ?? from)),
  )
  return distances.indexOf(Math.min(...distances)) + 1
}

const shapeOf = ({ polygon, radiusKm }: ShownArea, shop: Location, isEdited: boolean): Shape => {
  const style = { className: isEdited ? 'area-shape edited' : 'area-shape', interactive: false }
  return polygon ? leaflet.polygon(pairs(polygon), style) : leaflet.circle(shop, { ...style, radius: radiusKm * metresPerKm })
}

/** How far a key moves a corner, in pixels. */
const arrows: Readonly<Record<string, leaflet.PointTuple>> = {
  ArrowLeft: [-8, 0],
  ArrowRight: [8, 0],
  ArrowUp: [0, -8],
  ArrowDown: [0, 8],
}

const pairs = (corners: readonly Corner[]): leaflet.LatLngTuple[] => corners.map(([lat, lng]) => [lat, lng])

/** Everything that the shop reaches, and its neighbourhood. */
const boundsOf = ({ shop, areas }: Areas): leaflet.LatLngBounds => {
  const around = (km: number) => leaflet.latLng(shop).toBounds(2 * km * metresPerKm)
  const bounds = around(2)
  for (const { polygon, radiusKm } of areas) bounds.extend(polygon ? leaflet.latLngBounds(pairs(polygon)) : around(radiusKm))
  return bounds
}

class DrawnAreas implements AreaMap {
  readonly #map: leaflet.Map
  readonly #layer: leaflet.LayerGroup
  readonly #options: Options
  #edited: readonly Corner[] | undefined
  #isFramed = false
  #hasDragged = false
  /** The corner that a key has just moved. */
  #focused: number | undefined
  #chooseNames = () => {}

  constructor(element: HTMLElement, options: Options) {
    this.#options = options
    this.#map = mapOn(element, { scrollWheelZoom: false, doubleClickZoom: false, keyboard: false })
    leaflet.control.zoom({ position: 'bottomright' }).addTo(this.#map)
    this.#layer = leaflet.layerGroup().addTo(this.#map)
    this.#map.on('moveend', () => this.#chooseNames())
    // the press that has moved a corner ends with a click on the map
    element.addEventListener('pointerdown', () => (this.#hasDragged = false), { capture: true })
    this.#map.on('click', ({ latlng }) => !this.#hasDragged && this.#add(cornerAt(latlng)))
  }

  show(what: Areas): void {
    const { shop, areas, edited } = what
    if (!this.#isFramed) this.#map.fitBounds(boundsOf(what), { padding: [24, 24] })
    this.#isFramed = true
    this.#layer.clearLayers()
    const icon = leaflet.divIcon({ className: 'pin pin-home', iconSize: [16, 16] })
    leaflet.marker(shop, { icon, interactive: false, keyboard: false }).addTo(this.#layer)
    const shapes = areas.map((area, n) => shapeOf(area, shop, n === edited).addTo(this.#layer))
    const shape = edited === undefined ? undefined : shapes[edited]
    this.#edited = edited === undefined ? undefined : areas[edited]?.polygon
    if (this.#edited && shape instanceof leaflet.Polygon)
      for (const [n, corner] of this.#edited.entries()) this.#addMarker(corner, n, shape)
    this.#writeNames(what, shapes)
    this.#focused = undefined
  }

  remove(): void {
    this.#map.remove()
  }

  #writeNames({ shop, areas }: Areas, shapes: readonly Shape[]): void {
    const named = shapes.flatMap((shape, n) => (shape.getBounds().isValid() ? { name: areas[n]?.name ?? '', shape } : []))
    this.#chooseNames = writeNames(this.#map, this.#layer, named, () => [
      boxOfPin(this.#map.latLngToLayerPoint(shop)),
      ...(this.#edited ?? []).map(([lat, lng]) => boxAround(this.#map.latLngToLayerPoint([lat, lng]), dotSize)),
    ])
    this.#chooseNames()
  }

  #add(corner: Corner): void {
    const corners = this.#edited
    if (corners) this.#change(corners.toSpliced(placeOf(this.#map, corners, corner), 0, corner))
  }

  /** The next change may come before this one is shown. */
  #change(corners: Corner[]): void {
    this.#edited = corners
    this.#options.setCorners(corners)
  }

  #addMarker([lat, lng]: Corner, n: number, shape: leaflet.Polygon): void {
    const corners = () => this.#edited ?? []
    const marker = leaflet.marker([lat, lng], { icon: cornerIcon, draggable: true }).addTo(this.#layer)
    const moved = (to = marker.getLatLng()) => corners().with(n, cornerAt(to))
    const drop = () => this.#change(corners().toSpliced(n, 1))
    marker.on('dragstart', () => {
      this.#hasDragged = true
    })
    marker.on('drag', () => shape.setLatLngs(pairs(moved())))
    marker.on('dragend', () => this.#change(moved()))
    // without a listener the map would get it, and add a corner
    marker.on('click', () => undefined)
    // contextmenu is also a long touch
    marker.on('dblclick contextmenu', drop)
    const icon = marker.getElement()
    icon?.setAttribute('aria-label', this.#options.nameOfCorner(n + 1))
    icon?.addEventListener('keydown', (event) => {
      const by = arrows[event.key]
      if (!by && event.key !== 'Delete') return
      event.preventDefault()
      this.#focused = by && n
      if (by) this.#change(moved(this.#map.layerPointToLatLng(this.#map.latLngToLayerPoint(marker.getLatLng()).add(by))))
      else drop()
    })
    if (this.#focused === n) icon?.focus({ preventScroll: true })
  }
}

export const openAreaMap = (element: HTMLElement, options: Options): AreaMap => new DrawnAreas(element, options)
