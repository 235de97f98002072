/** The names a schedule may use in a variant: its nodes, links, actions, and the places in its code. */
import { isOutside, type LabDefinition, type VariantDefinition } from '../kernel/lab'
import type { ServiceProgram } from '../kernel/program'
import type { ScheduleNames } from '../schedule/schedule'

export function scheduleNames(
  lab: LabDefinition,
  variant: VariantDefinition,
  programs: ReadonlyMap<string, ServiceProgram>,
): ScheduleNames {
  const nodes = lab.nodes.filter((node) => !variant.without.includes(node.id))
  const kinds = new Map(nodes.map((node) => [node.id, node.kind]))
  const links = lab.links.filter(
    ({ from, to }) =>
      kinds.has(from) &&
      kinds.has(to) &&
      !variant.without.includes(`${from}->${to}`) &&
      !(isOutside(lab, from) && isOutside(lab, to)),
  )
  return {
    nodes: nodes.map((node) => ({
      id: node.id,
      crashable: !isOutside(lab, node.id),
    })),
    links: links.flatMap(({ from, to }) => {
      const droppable = kinds.get(from) === 'broker' || kinds.get(to) === 'broker'
      return [
        { from, to, droppable },
        { from: to, to: from, droppable },
      ]
    }),
    actions: lab.actions.map((action) => ({
      id: action.id,
      parameters: action.parameters.map((parameter) => parameter.id),
      check: (id, value) => {
        const parameter = action.parameters.find((one) => one.id === id)
        return value === parameter?.default ? null : (parameter?.check?.(value) ?? null)
      },
    })),
    code: [...programs].flatMap(([node, program]) =>
      program.files.map((file) => ({
        node,
        file: file.name,
        lines: [...file.lines],
        labels: file.labels.map((label) => ({ ...label })),
      })),
    ),
  }
}
