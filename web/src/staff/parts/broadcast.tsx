import { useSignal } from '@preact/signals'
import type { RequestPayload } from '#contract'
import { t } from '../../language/language.ts'
import { announce } from '../../ui/announce.tsx'
import { Field, Form } from '../../ui/form.tsx'
import { staff } from '../state/session.ts'

type Audience = RequestPayload<'/staff', 'notification:broadcast'>['audience']
type Diet = keyof ReturnType<typeof t>['diet']
type Kind = 'all' | 'diets' | 'recent'

const kinds: readonly Kind[] = ['all', 'diets', 'recent']
const recentlyMs = 30 * 86_400_000
const diets = () => Object.entries(t().diet) as [Diet, string][]

const audienceOf = (kind: Kind, chosen: readonly Diet[]): Audience => {
  if (kind === 'diets') return { diets: [...chosen] }
  return kind === 'recent' ? { orderedSince: new Date(Date.now() - recentlyMs).toISOString() } : 'all'
}

export const Broadcast = () => {
  const kind = useSignal<Kind>('all')
  const chosen = useSignal<readonly Diet[]>([])
  const toggle = (diet: Diet) => {
    chosen.value = chosen.value.includes(diet) ? chosen.value.filter((other) => other !== diet) : [...chosen.value, diet]
  }
  const send = async ({ title = '', body = '' }: Record<string, string>, form: HTMLFormElement) => {
    const audience = audienceOf(kind.value, chosen.value)
    const { broadcast } = await staff().request('notification:broadcast', { title, body, ...(audience && { audience }) })
    form.reset()
    announce(t().staff.sent(broadcast.recipients))
  }
  return (
    <Form action={t().staff.send} class="narrow" submit={send}>
      <Field label={t().staff.broadcastTitle} name="title" required maxLength={100} />
      <label>
        {t().staff.broadcastBody}
        <textarea name="body" required maxLength={1000} rows={4} />
      </label>
      <fieldset>
        <legend>{t().staff.audience}</legend>
        {kinds.map((each) => (
          <label key={each}>
            <input type="radio" name="audience" checked={kind.value === each} onChange={() => (kind.value = each)} />
            {t().staff.audiences[each]}
          </label>
        ))}
      </fieldset>
      {kind.value === 'diets' && (
        <div class="chips">
          {diets().map(([diet, name]) => (
            <label key={diet} class="chip">
              <input type="checkbox" checked={chosen.value.includes(diet)} onChange={() => toggle(diet)} />
              {name}
            </label>
          ))}
        </div>
      )}
    </Form>
  )
}
