/** How this device calls, and the keys of the board. */
import { choices, t } from '../../../language/staff-language.ts'
import { Dialog } from '../../../ui/dialog.tsx'
import { PushSwitch } from '../../../ui/push-switch.tsx'
import { play } from '../../sound/play.ts'
import { askToNotify, mayNotify } from '../../state/loud.ts'
import { push, pushedTo, pushRequests } from '../../state/push.ts'
import { roleNow } from '../../state/queue.ts'
import { staff } from '../../state/session.ts'
import { change, type Sound, settings } from '../../state/settings.ts'

const Sounds = () => (
  <fieldset>
    <legend>{t().tickets.sound}</legend>
    {choices<Sound>(t().tickets.sounds).map(([sound, text]) => (
      <label key={sound}>
        <input
          type="radio"
          name="sound"
          checked={settings.value.sound === sound}
          onChange={() => {
            change({ sound })
            play(sound, 'arrived')
          }}
        />
        {text}
      </label>
    ))}
  </fieldset>
)

type Flag = 'repeat' | 'vibrate' | 'keepAwake' | 'bumpBar'
const flags: readonly Flag[] = ['repeat', 'vibrate', 'keepAwake', 'bumpBar']

const Flags = () => (
  <fieldset>
    {flags.map((flag) => (
      <label key={flag}>
        <input type="checkbox" checked={settings.value[flag]} onChange={({ currentTarget }) => change({ [flag]: currentTarget.checked })} />
        {t().tickets[flag]}
      </label>
    ))}
  </fieldset>
)

const Notifications = () => {
  if (mayNotify.value === 'granted') return null
  if (mayNotify.value === 'denied') return <p class="hint">{t().tickets.notifyDenied}</p>
  return (
    <p>
      <button type="button" class="secondary outline" onClick={() => void askToNotify()}>
        {t().tickets.notify}
      </button>
    </p>
  )
}

const keys: Readonly<Record<keyof ReturnType<typeof t>['tickets']['keyTexts'], readonly string[]>> = {
  digits: ['1', '…', '9', '0'],
  arrows: ['←', '→', '↑', '↓'],
  enter: ['Enter'],
  undo: ['U'],
  seen: ['A'],
  search: ['/'],
  help: ['?'],
}

const Keys = () => (
  <>
    <h3>{t().tickets.keys}</h3>
    <dl class="keys">
      {choices(t().tickets.keyTexts).map(([key, text]) => (
        <div key={key}>
          <dt>
            {keys[key].map((each) => (
              <kbd key={each}>{each}</kbd>
            ))}
          </dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  </>
)

/** While the board is closed, where the role is sent that; otherwise while it is in the background. */
const Background = () => {
  const role = roleNow()
  if (role === undefined || role === 'customer' || pushedTo[role].length === 0) return <Notifications />
  return <PushSwitch push={push} requests={pushRequests(staff())} texts={t().tickets.push} otherwise={<Notifications />} />
}

export const AlertSettings = ({ close }: { close: () => void }) => (
  <Dialog title={t().tickets.alerts} close={close}>
    <Sounds />
    <Flags />
    <Background />
    <Keys />
  </Dialog>
)
