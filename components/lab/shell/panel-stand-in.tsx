/** Stands where a panel will. */
export function PanelStandIn({ name }: { name: string }) {
  return <p>{name}</p>
}
