/** The gateway marks its pages when it has the demo accounts. */
export const isDemo = 'demo' in document.body.dataset
