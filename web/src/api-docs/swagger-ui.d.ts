declare module "swagger-ui-dist/swagger-ui-es-bundle.js" {
  import type { ComponentType, createElement } from "react";

  interface SwaggerRequest {
    readonly url: string;
    readonly headers: Record<string, string>;
  }

  /** Swagger UI brings its own React along and hands it to its plugins. */
  interface SwaggerSystem {
    readonly React: { readonly createElement: typeof createElement };
  }

  type Component = ComponentType<Record<string, unknown>>;

  export type SwaggerPlugin = () => {
    readonly wrapComponents: Readonly<
      Record<string, (original: Component, system: SwaggerSystem) => Component>
    >;
  };

  interface SwaggerOptions {
    readonly dom_id: string;
    readonly url: string;
    readonly tryItOutEnabled: boolean;
    readonly plugins: readonly SwaggerPlugin[];
    readonly validatorUrl: null;
    readonly requestInterceptor: (request: SwaggerRequest) => Promise<SwaggerRequest>;
  }

  export default function SwaggerUI(options: SwaggerOptions): void;
}
