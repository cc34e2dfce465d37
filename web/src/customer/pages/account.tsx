import type { Account } from '#contract'
import { t } from '../../language/page-language.ts'
import { ActionButton } from '../../ui/action.tsx'
import { Page } from '../../ui/page.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { Addresses } from '../parts/addresses.tsx'
import { SavedCards } from '../parts/saved-cards.tsx'
import { DataOfAccount, Email, Password, Sessions, Unverified } from '../parts/security.tsx'
import { Diets, NotificationChoices, Person } from '../parts/settings.tsx'
import { account, revision } from '../state/account.ts'
import { customer } from '../state/session.ts'

const Sections = ({ known }: { known: Account }) => (
  <>
    <Unverified account={known} />
    <Person account={known} />
    <Addresses account={known} />
    <Diets account={known} />
    <NotificationChoices account={known} />
    <SavedCards />
    <Sessions key={revision.value} />
    <Email key={known.email} account={known} />
    <Password />
    <DataOfAccount account={known} />
  </>
)

export const AccountPage = () => (
  <Page title={t().account.title} class="narrow account">
    {account.value ? <Sections known={account.value} /> : <Skeleton of="rows" count={5} />}
    <ActionButton class="secondary outline" act={() => customer().request('account:sign_out')}>
      {t().sign.out}
    </ActionButton>
  </Page>
)
