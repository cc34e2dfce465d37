import { t } from '../../../language/staff-language.ts'
import { Page } from '../../../ui/page.tsx'
import { reconnect } from '../../state/session.ts'
import { SetUp } from './second-factor.tsx'

/** All that a session can do where the shop requires a second factor and the person has none. */
export const MustEnrol = () => (
  <Page title={t().own.factor} class="narrow">
    <p>{t().own.factorMust}</p>
    <p class="hint">{t().own.factorOff}</p>
    <SetUp hasOne={false} onDone={reconnect} />
  </Page>
)
