import { effect } from '@preact/signals'
import { useEffect, useErrorBoundary } from 'preact/hooks'
import { t } from '../language/language.ts'
import { loadPageTexts } from '../language/page-language.ts'
import { Announcements } from '../ui/announce.tsx'
import { BrandLink } from '../ui/brand-link.tsx'
import { ConnectionBanner } from '../ui/connection-banner.tsx'
import { Icon, type IconName } from '../ui/icon.tsx'
import { LanguageSwitch } from '../ui/language-switch.tsx'
import { later, whenAtRest } from '../ui/later.ts'
import { route } from '../ui/route.ts'
import { Skeleton } from '../ui/skeleton.tsx'
import { FailedPage } from './pages/failed.tsx'
import { MenuPage } from './pages/menu.tsx'
import { Imprint } from './parts/imprint.tsx'
import { count } from './state/basket.ts'
import { unread } from './state/inbox.ts'
import { menu } from './state/menu.ts'
import { live } from './state/orders.ts'
import { connection, isSignedIn } from './state/session.ts'

/** Loaded after the first view. */
const otherPages = later(async () => (await Promise.all([import('./other-pages.tsx'), loadPageTexts()]))[0])
effect(() => {
  if (menu.value) whenAtRest(otherPages.load)
})

const OtherPage = ({ name, id }: { name: string; id: string }) => {
  const pages = otherPages.get()
  if (!pages) {
    return (
      <main id="content">
        <Skeleton of="rows" />
      </main>
    )
  }
  if (isSignedIn.value) return (Object.hasOwn(pages.customerPages, name) && pages.customerPages[name]?.(id)) || <MenuPage />
  // every other page asks a guest to sign in
  return pages.guestPages[Object.hasOwn(pages.guestPages, name) ? name : 'sign-in']?.(id) ?? <MenuPage />
}

const CurrentPage = () => {
  const [name = '', id = ''] = route.value
  const [failure, retry] = useErrorBoundary()
  useEffect(retry, [route.value])
  if (failure !== undefined) return <FailedPage />
  return name === '' ? <MenuPage /> : <OtherPage name={name} id={id} />
}

const Tab = ({ to, name, icon, badge = 0 }: { to: string; name: string; icon: IconName; badge?: number }) => (
  <li>
    <a href={`#/${to}`} aria-current={route.value[0] === to ? 'page' : undefined}>
      <Icon name={icon} />
      <span>{name}</span>
      {badge > 0 && <span class="badge">{badge}</span>}
    </a>
  </li>
)

const Navigation = () => (
  <nav aria-label={t().nav.label}>
    <ul>
      <Tab to="" name={t().nav.menu} icon="menu" />
      <Tab to="basket" name={t().nav.basket} icon="basket" badge={count.value} />
      {isSignedIn.value ? (
        <>
          <Tab to="orders" name={t().nav.orders} icon="orders" badge={live.value.length} />
          <Tab to="inbox" name={t().nav.inbox} icon="bell" badge={unread.value} />
          <Tab to="account" name={t().nav.account} icon="person" />
        </>
      ) : (
        <Tab to="sign-in" name={t().nav.signIn} icon="person" />
      )}
    </ul>
  </nav>
)

const skip = () => document.querySelector<HTMLElement>('#content h1')?.focus()

export const App = () => (
  <>
    <button type="button" class="skip" onClick={skip}>
      {t().skip}
    </button>
    <header class="top">
      <p class="brand">
        <BrandLink /> <small>{t().claim}</small>
      </p>
      {!isSignedIn.value && <LanguageSwitch />}
      <Navigation />
    </header>
    <ConnectionBanner state={connection} />
    <CurrentPage />
    <Imprint />
    <Announcements />
  </>
)
