export const today = {
  today: {
    since: (time: string) => `Orders placed since ${time}`,
    orders: 'Orders',
    ordersHint: (delivered: number, underWay: number) => `${delivered} delivered, ${underWay} under way`,
    lost: 'Lost',
    lostHint: 'cancelled, rejected or returned',
    takings: 'Takings',
    refunds: 'Refunds',
    refundsHint: (orders: number) => (orders === 1 ? '1 order' : `${orders} orders`),
    late: 'Late',
    lateBy: (minutes: string) => `by ${minutes} min on average`,
    onTime: 'all on time',
  },
}
