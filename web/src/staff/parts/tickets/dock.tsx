/** The bar below the board: what is new, and what can be undone. It is always there and always as high, so no ticket moves for it. */
import { t } from '../../../language/staff-language.ts'
import { isSilenced } from '../../sound/play.ts'
import { acknowledgeAll, spoken } from '../../state/loud.ts'
import { type NewsKind, news, newsKinds } from '../../state/news.ts'
import { settings } from '../../state/settings.ts'
import { UndoButtons } from './undo-buttons.tsx'

/** Of more orders the bar tells only how many there are. */
const named = 3

const Kind = ({ kind }: { kind: NewsKind }) => {
  const numbers = news.value.filter((each) => each.kind === kind).map(({ order }) => order.number)
  if (numbers.length === 0) return null
  return (
    <span data-news={kind} data-count={numbers.length}>
      <b>{t().tickets.news[kind]}</b>{' '}
      <span class="numbers">
        {numbers.slice(0, named).join(', ')}
        {numbers.length > named && ` +${numbers.length - named}`}
      </span>
    </span>
  )
}

const hints: readonly [keyof ReturnType<typeof t>['tickets']['keyHints'], string][] = [
  ['digits', '1 … 0'],
  ['enter', 'Enter'],
  ['undo', 'U'],
  ['seen', 'A'],
  ['search', '/'],
  ['help', '?'],
]

const KeyHints = () => (
  <p class="hint">
    {hints.map(([key, written]) => (
      <span key={key}>
        <kbd>{written}</kbd> {t().tickets.keyHints[key]}
      </span>
    ))}
  </p>
)

/** What there is to say while nothing is new. */
const Quiet = () => (settings.value.sound !== 'off' && isSilenced.value ? <p class="silenced">{t().tickets.silenced}</p> : <KeyHints />)

const NewsBar = () => (
  <div class="fresh">
    <p>
      {newsKinds.map((kind) => (
        <Kind key={kind} kind={kind} />
      ))}
    </p>
    <button type="button" class="secondary outline" aria-label={t().tickets.seenAll} onClick={acknowledgeAll}>
      {t().tickets.seen}
    </button>
  </div>
)

export const Dock = () => (
  <div class="dock">
    {news.value.length > 0 ? <NewsBar /> : <Quiet />}
    <UndoButtons />
    <p class="visually-hidden" role="alert">
      {spoken.value}
    </p>
  </div>
)
