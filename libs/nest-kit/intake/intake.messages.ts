/** The orchestrator's messages about the intake folder, which it watches. */
import { INTAKE_CALLS, INTAKE_TOPIC } from '#contracts/intake.schema.js';
import { callMessages } from '../messages/call-messages.js';
import { INTAKE } from './intake-token.js';

export const IntakeMessages = callMessages(INTAKE_TOPIC, INTAKE_CALLS, INTAKE);
