/** Names that compiled code uses for itself. Service code that declares or reads one does not compile. */
export const hooksName = '__h'
export const eachName = '__e'
export const importName = '__i'
export const valueName = '__v'

export const reservedNames: readonly string[] = [hooksName, eachName, importName, valueName]

/** The factory's own parameters; the shadowed globals follow them. */
export const ownParameters: readonly string[] = [hooksName, eachName, importName]
