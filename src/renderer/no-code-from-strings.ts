/** The page's policy forbids code made from strings, which is how zod would speed itself up. First of all imports: what is stored is read while modules load. */
import { config } from 'zod';

config({ jitless: true });
