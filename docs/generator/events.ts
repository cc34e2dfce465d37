/** The events of the contract, by namespace. */
import { feedPushes, type Namespace, namespaces, pushes, type Request, requests } from '../../src/contract/index.ts'
import { limitText } from '../../src/reference/limit.ts'
import { type Field, fields, shapes, usedSchemas } from '../../src/reference/shapes.ts'
import { code, table } from './markdown.ts'

const requestsOf = (namespace: Namespace): Request[] => Object.values(requests[namespace])
const pushesOf = (namespace: Namespace) => Object.entries(pushes[namespace])

const before = (namespace: Namespace) => namespaces.slice(0, namespaces.indexOf(namespace))

/** The anchor that GitHub gives to a heading with the name of an event. */
const link = (event: string, more = '') => `[${code(event)}](#${event.replace(':', '')}${more.replace(' ', '-')})`

const rows = (side: string, found: readonly Field[]) =>
  found.map(({ path, type, meaning }, n) => [n === 0 ? side : '', code(path), code(type), meaning])

const section = (event: string, sides: readonly (readonly string[])[], more = '') =>
  `#### ${code(event)}${more}\n\n${sides.length > 0 ? table(['', 'field', 'type', 'meaning'], sides) : 'No fields.'}`

const who = ({ roles }: Request) => roles?.join(', ') ?? 'all'

export const requestTable = (namespace: Namespace) => () => {
  const staff = namespace === '/staff'
  const described = before(namespace).flatMap(requestsOf)
  const overview = table(
    ['request', 'does', ...(staff ? ['who'] : []), 'limit'],
    requestsOf(namespace).map((request) => [link(request.event), request.summary, ...(staff ? [who(request)] : []), limitText(request)]),
  )
  const sections = requestsOf(namespace)
    .filter((request) => !described.includes(request))
    .map(({ event, input, data }) => section(event, [...rows('payload', fields(input, 'input')), ...rows('data', fields(data, 'output'))]))
  return [overview, ...sections].join('\n\n')
}

export const pushTable = (namespace: Namespace) => () => {
  const hasFeed = namespace === '/'
  /** A push of the same name and shape. */
  const isDescribed = (event: string, schema: unknown) =>
    before(namespace).some((earlier) => pushesOf(earlier).some(([name, other]) => name === event && other === schema))
  /** Behind the name of a push that is also the name of a request. */
  const suffix = (event: string) => (requestsOf(namespace).some((request) => request.event === event) ? ' push' : '')
  const hasOtherShape = (event: string) => before(namespace).some((earlier) => event in pushes[earlier])
  const overview = table(
    ['push', 'tells', ...(hasFeed ? ['in the feed'] : [])],
    pushesOf(namespace).map(([event, schema]) => [
      !isDescribed(event, schema) && hasOtherShape(event) ? code(event) : link(event, suffix(event)),
      schema.description ?? '',
      ...(hasFeed ? [event in feedPushes ? 'yes' : 'no'] : []),
    ]),
  )
  const sections = pushesOf(namespace)
    .filter(([event, schema]) => !isDescribed(event, schema))
    .map(([event, schema]) => section(event, rows('push', fields(schema, 'output')), suffix(event)))
  return [overview, ...sections].join('\n\n')
}

export const shapeTable = () =>
  table(
    ['name', 'type', 'meaning'],
    shapes(usedSchemas()).flatMap((shape) => [
      [`**${code(shape.name)}**`, code(shape.type), shape.meaning],
      ...shape.fields.map(({ path, type, meaning }) => [code(path), code(type), meaning]),
    ]),
  )
