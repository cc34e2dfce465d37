/** What a query of Prometheus reads: its selectors and the labels by which it groups. */
import { parser } from '@prometheus-io/lezer-promql'

export interface Selector {
  metric: string
  matchers: { label: string; operator: string; value: string }[]
  /** The aggregations around it, such as `max`. */
  within: string[]
}

export interface Query {
  selectors: Selector[]
  /** Of `by`, `without`, `on` and `ignoring`. */
  labels: string[]
}

type Node = ReturnType<typeof parser.parse>['topNode']

const quoted = (text: string): string => JSON.parse(`"${text.slice(1, -1)}"`)

/** Throws where it is no PromQL. Grafana's variables count as values. */
export const readQuery = (query: string): Query => {
  const text = query.replaceAll('$__rate_interval', '1m')
  const textOf = ({ from, to }: Pick<Node, 'from' | 'to'>) => text.slice(from, to)
  const selectors: Selector[] = []
  const labels: string[] = []

  const aggregationsOf = (node: Node): string[] => {
    const { parent } = node
    if (!parent) return []
    const operation = parent.name === 'AggregateExpr' ? parent.getChild('AggregateOp') : null
    return [...(operation ? [textOf(operation)] : []), ...aggregationsOf(parent)]
  }
  const matchersOf = (node: Node) =>
    (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map((matcher) => {
      const [label, operator, value] = ['LabelName', 'MatchOp', 'StringLiteral'].map((name) => matcher.getChild(name))
      if (!label || !operator || !value) throw new Error(`cannot read ${textOf(matcher)}`)
      return { label: textOf(label), operator: textOf(operator), value: quoted(textOf(value)) }
    })

  parser.parse(text).iterate({
    enter: ({ node, type }) => {
      if (type.isError) throw new Error(`no PromQL at ${node.from} of ${text}`)
      if (node.name === 'GroupingLabels') labels.push(...node.getChildren('LabelName').map(textOf))
      const metric = node.name === 'VectorSelector' ? node.getChild('Identifier') : null
      if (metric) selectors.push({ metric: textOf(metric), matchers: matchersOf(node), within: aggregationsOf(node) })
    },
  })
  return { selectors, labels }
}
