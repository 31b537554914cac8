/** DI tokens: how the intake is doing, asked here or of the orchestrator in another process; and who watches. */
export const INTAKE = Symbol('Intake');
/** Only where the orchestrator is and a folder is named. */
export const INTAKE_WATCH = Symbol('IntakeWatch');
