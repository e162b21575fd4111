import { Icon } from '../ui/icon.tsx'
import { VirtualList } from '../ui/virtual-list.tsx'
import './list-panel.css'
import { type Problem, useProblems } from './problems.ts'

const RANK = { error: 0, warning: 1, info: 2 } as const

/** Everything that is to be put right, the worst first. */
export function ProblemsPanel() {
  const { byOwner } = useProblems()
  const problems = [...byOwner]
    .flatMap(([owner, problems]) =>
      problems.map((problem, index) => ({ ...problem, key: `${owner}:${index}` })),
    )
    .sort((a, b) => RANK[a.severity] - RANK[b.severity])
  if (problems.length === 0)
    return <p className="list-panel-none">No problems have been found in what is open.</p>
  return (
    <VirtualList
      label="Problems"
      items={problems}
      rowHeight={22}
      itemKey={({ key }) => key}
      textOf={({ message }) => message}
      onOpen={(problem) => problem.open?.()}
      renderRow={(problem) => (
        <span className="list-panel-row">
          <span className={`list-panel-${problem.severity}`}>
            <Icon name={problem.severity} />
          </span>
          <span className="visually-hidden">{problem.severity}: </span>
          <span className="list-panel-main">{problem.message}</span>
          <span className="list-panel-detail">
            {problem.code} {placeOf(problem)}
          </span>
        </span>
      )}
    />
  )
}

function placeOf({ file = '', line, column }: Problem): string {
  if (line === undefined) return file
  return `${file} [Ln ${line}${column === undefined ? '' : `, Col ${column}`}]`
}
