import { z } from 'zod';

/**
 * A schema as JSON Schema (the dialect of OpenAPI 3.1), as it is sent or answered. It has the defaults also of what is read
 * otherwise than it is written, which zod leaves out.
 */
export const jsonSchemaOf = (schema: z.ZodType, io: 'input' | 'output') =>
  z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const { def } = zodSchema._zod;
      if (def.type === 'default') jsonSchema.default ??= def.defaultValue as typeof jsonSchema.default;
    },
  });
