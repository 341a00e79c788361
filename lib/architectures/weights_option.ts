import { z } from "zod";

/** The option of networks whose training can begin with another one's parameters; it becomes `Network.weights`. */
export const weightsOption: z.ZodOptional<z.ZodString> = z.string().min(1).optional().describe(
  "a safetensors file with the parameters to begin with, in PyTorch's names and layouts; drawn at random unless given",
);
