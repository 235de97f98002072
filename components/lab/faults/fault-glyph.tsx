/** The picture of a fault, beside its words. */
import type { FaultLetter } from './fault-option'

export function FaultGlyph({ letter }: { letter: FaultLetter }) {
  return (
    <svg
      width="18"
      height="18"
      viewBox="0 0 18 18"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.5"
      aria-hidden="true"
    >
      <path d={paths[letter]} />
    </svg>
  )
}

const paths: Record<FaultLetter, string> = {
  K: 'M11.5 1.5 7 7.5l3.6 2.6L6 16.5',
  N: 'M11.5 1.5 7 7.5l3.6 2.6L6 16.5M13 13l4 4m0-4-4 4',
  P: 'M6 3.5v11M12 3.5v11',
  C: 'M1 9h4.5M12.5 9H17M7 4l4 10',
  '1': 'M1 9h4.5M10.500 9H17M6 4l3.5 10M14 6l3 3-3 3',
  W: 'M1 9h6.500M12.5 9H17M8.500 4 12 14M4 6 1 9l3 3',
  L: 'M9 2.5a6.5 6.5 0 1 1-.01 0M9 5.5V9l2.5 1.8',
  D: 'M1 9h1.5M5 9h1.5M10.5 5.5l6 7m0-7-6 7',
  '2': 'M1 6.5h14M12 3.5l3 3-3 3M1 11.5h14M12 8.5l3 3-3 3',
  H: 'M1 9h4M7 4.500v9M10 9h6M13.500 6l3 3-3 3',
  B: 'M2 3h14M11.5 5.500 7.500 10l3.2 2-4 4.500',
  A: 'M2 15.500h14M11.5 1.500 7.500 6l3.2 2-4 4.500',
  T: 'M3 5.500h8a4 4 0 0 1 0 8H6M6 2.500l-3 3 3 3',
}
