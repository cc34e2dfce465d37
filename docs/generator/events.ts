/** The events of the contract, by namespace. */
import { feedPushes, type Namespace, pushes, type Request, requests } from '../../src/contract/index.ts'
import { fields, shapes } from '../../src/reference/shapes.ts'
import { code, table } from './markdown.ts'

const requestsOf = (namespace: Namespace): Request[] => Object.values(requests[namespace])
const pushesOf = (namespace: Namespace) => Object.entries(pushes[namespace])

const list = (texts: readonly string[]) => (texts.length > 0 ? texts.map(code).join(', ') : '`{}`')

const who = ({ roles }: Request) => roles?.join(', ') ?? 'all'

export const requestTable = (namespace: Namespace) => () => {
  const staff = namespace === '/staff'
  return table(
    ['request', 'does', ...(staff ? ['who'] : []), 'payload', 'data'],
    requestsOf(namespace).map((request) => [
      code(request.event),
      request.summary,
      ...(staff ? [who(request)] : []),
      list(fields(request.input, 'input')),
      list(fields(request.data, 'output')),
    ]),
  )
}

export const pushTable = (namespace: Namespace) => () => {
  const hasFeed = namespace === '/'
  return table(
    ['push', ...(hasFeed ? ['of the feed'] : []), 'payload'],
    pushesOf(namespace).map(([event, schema]) => [
      code(event),
      ...(hasFeed ? [event in feedPushes ? 'yes' : 'no'] : []),
      list(fields(schema, 'output')),
    ]),
  )
}

const namespaces: readonly Namespace[] = ['/guest', '/', '/staff']

export const shapeTable = () =>
  table(
    ['name', 'stands for'],
    shapes(
      namespaces.flatMap((namespace) => [
        ...requestsOf(namespace).flatMap(({ input, data }) => [
          { schema: input, io: 'input' as const },
          { schema: data, io: 'output' as const },
        ]),
        ...pushesOf(namespace).map(([, schema]) => ({ schema, io: 'output' as const })),
      ]),
    ).map(([name, text]) => [code(name), code(text)]),
  )
