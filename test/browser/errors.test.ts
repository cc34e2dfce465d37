/** What the pages say when the gateway refuses something. */
import { expect } from 'chai'
import { z } from 'zod'
import { requests } from '../../src/contract/index.ts'
import { AppError, failures, type Reason } from '../../src/errors.ts'
import { en as firstEnglish } from '../../web/src/language/en/index.ts'
import { ofPages as english } from '../../web/src/language/en/of-pages.ts'
import { staffErrors as staffEnglish } from '../../web/src/language/en/staff-errors.ts'
import { explainFailure, type Texts } from '../../web/src/language/explain.ts'
import { sk as firstSlovak } from '../../web/src/language/sk/index.ts'
import { ofPages as slovak } from '../../web/src/language/sk/of-pages.ts'
import { staffErrors as staffSlovak } from '../../web/src/language/sk/staff-errors.ts'

const en = { ...firstEnglish, ...english }
const sk = { ...firstSlovak, ...slovak }
const languages = [en, sk]
const onBoard = [
  { ...en, ...staffEnglish },
  { ...sk, ...staffSlovak },
]
const ofWebhooksAndEngines: readonly Reason[] = ['provider_not_found', 'signature_invalid', 'signature_expired', 'already_connected']
const reasons = (Object.keys(failures) as Reason[]).filter((reason) => !ofWebhooksAndEngines.includes(reason))

/** What programs fill in, and people do not. Nothing can be said about it but that something went wrong. */
const ofPrograms = new Set([
  'requestId',
  'device',
  'token',
  'limit',
  'cursor',
  'ids',
  'all',
  'unreadOnly',
  'everywhere',
  'acceptDietaryConflicts',
  'showsPhone',
  'expectedTotal',
  'endpoint',
  'keys',
  'p256dh',
  'auth',
  'id',
])
const alsoOfPrograms = new Set(['after', 'status', 'format', 'adjustment', 'accept', 'default', 'quantity', 'exclude', 'lat', 'lng'])
const isOfPrograms = (path: string) => {
  const last = path.split('.').at(-1)?.replace('[0]', '') ?? ''
  return ofPrograms.has(last) || alsoOfPrograms.has(last)
}

type Node = z.core.JSONSchema.BaseSchema

/** The paths of a schema, as the gateway's errors name them. */
const pathsOf = (node: Node, path = ''): string[] => {
  const inner = [...(node.anyOf ?? []), ...(node.allOf ?? [])].flatMap((each) => pathsOf(each as Node, path))
  const fields = Object.entries(node.properties ?? {}).flatMap(([key, each]) => pathsOf(each as Node, path === '' ? key : `${path}.${key}`))
  const items = node.items ? pathsOf(node.items as Node, `${path}[0]`) : []
  return [...new Set([...(path === '' ? [] : [path]), ...inner, ...fields, ...items])]
}

const asked = Object.values({ ...requests['/'], ...requests['/guest'] }).map(({ event, input }) => ({
  event,
  paths: pathsOf(z.toJSONSchema(input, { io: 'input', unrepresentable: 'any' })),
}))

const explainField = (path: string, texts: Texts) =>
  explainFailure(new AppError('invalid_argument', { message: `${path}: Invalid input`, details: { fields: [path] } }).toFailure(), texts)

describe('an error of the gateway on a page', () => {
  it('has a text of its own for every reason, in every language', () => {
    for (const reason of reasons) {
      const failure = new AppError(reason).toFailure()
      const [english, slovak] = onBoard.map((texts) => explainFailure(failure, texts))
      expect(slovak, reason).to.be.a('string').and.not.equal(english)
      expect(slovak, reason).not.to.equal(failure.message)
      for (const text of [en.failed, sk.failed]) expect([english, slovak], reason).not.to.include(text)
    }
  })

  it('of a request of customers has its text on their pages, not on the board alone', () => {
    const met = new Set(Object.values({ ...requests['/'], ...requests['/guest'] }).flatMap(({ errors }) => errors))
    expect([...met].filter((reason) => Object.hasOwn(staffEnglish.staffErrors, reason))).to.deep.equal([])
  })

  it('names a field by its label, and never by its path', () => {
    const unnamed = asked.flatMap(({ event, paths }) =>
      paths.flatMap((path) =>
        languages.flatMap((texts) => {
          const text = explainField(path, texts)
          expect(text).not.to.include(path.includes('.') || path.includes('[') ? path : 'Invalid input')
          return text === texts.errors.invalid_argument && !isOfPrograms(path) ? [`${event} ${path}`] : []
        }),
      ),
    )
    expect(unnamed).to.deep.equal([])
  })

  it('names the field of a list', () => {
    expect(explainField('items[3].note', en)).to.equal('Please check “Note for us”.')
    expect(explainField('delivery.address', sk)).to.equal('Skontrolujte, prosím, pole „Adresa“.')
    expect(explainField('items[0].productId', sk)).to.equal('Niektorú položku už nemáme v ponuke.')
  })

  it('is explained in general where the page is older than the gateway', () => {
    const newer = { code: 'failed_precondition', reason: 'not_known_yet', message: 'In English.', retryable: false }
    expect(explainFailure(newer, sk)).to.equal(sk.failed)
    expect(explainFailure({ ...newer, reason: 'constructor' }, sk)).to.equal(sk.failed)
  })
})
