/** Every page except the menu: loaded after the first view. */
import '../style/pages.css'
import type { JSX } from 'preact'
import { AccountPage } from './pages/account.tsx'
import { BasketPage } from './pages/basket.tsx'
import { FavoritesPage } from './pages/favorites.tsx'
import { InboxPage } from './pages/inbox.tsx'
import { ForgotPage, ResetPage, VerifyPage } from './pages/links.tsx'
import { OrderPage } from './pages/order.tsx'
import { OrdersPage } from './pages/orders.tsx'
import { SignInPage, SignUpPage } from './pages/sign.tsx'
import { StatisticsPage } from './pages/statistics.tsx'

type Pages = Readonly<Record<string, (id: string) => JSX.Element>>

/** Links in e-mails open them, whether a customer is signed in or not. */
const linkPages: Pages = {
  'forgot-password': () => <ForgotPage />,
  'reset-password': (token) => <ResetPage key={token} token={token} />,
  'verify-email': (token) => <VerifyPage key={token} token={token} />,
}

export const guestPages: Pages = {
  ...linkPages,
  basket: () => <BasketPage />,
  'sign-in': () => <SignInPage />,
  'sign-up': () => <SignUpPage />,
}

export const customerPages: Pages = {
  ...linkPages,
  basket: () => <BasketPage />,
  orders: () => <OrdersPage />,
  order: (id) => <OrderPage key={id} id={id} />,
  favorites: () => <FavoritesPage />,
  statistics: () => <StatisticsPage />,
  inbox: () => <InboxPage />,
  account: () => <AccountPage />,
}
