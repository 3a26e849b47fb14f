import { PUBLIC_ORIGIN, type Service } from "./service.js";

export interface Answer<Body> {
  status: number;
  headers: Headers;
  body: Body;
}

interface Person {
  id: string;
  email: string;
  name: string;
}

export interface Failure {
  code?: string;
  message: string;
}

/** A browser in miniature: it keeps cookies and says where its page came from. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #service: Service;
  readonly #headers: Record<string, string>;

  constructor(service: Service, headers: Record<string, string> = {}) {
    this.#service = service;
    this.#headers = headers;
  }

  get cookies(): ReadonlyMap<string, string> {
    return this.#cookies;
  }

  /** The same browser, talking to the service after a restart. */
  reconnect(service: Service): Browser {
    const browser = new Browser(service, this.#headers);
    for (const [name, value] of this.#cookies) {
      browser.#cookies.set(name, value);
    }
    return browser;
  }

  get<Body>(path: string): Promise<Answer<Body>> {
    return this.#send("GET", path);
  }

  post<Body = Failure>(path: string, body: unknown): Promise<Answer<Body>> {
    return this.#send("POST", path, JSON.stringify(body));
  }

  signUp(email: string, password = "correct horse", name = "Ada") {
    return this.post<{ token: string; user: Person } & Failure>("/sign-up/email", {
      email,
      password,
      name,
    });
  }

  signIn(email: string, password = "correct horse", rememberMe?: boolean) {
    return this.post<{ user: Person } & Failure>("/sign-in/email", { email, password, rememberMe });
  }

  async token(): Promise<string> {
    const { status, body } = await this.get<{ token: string }>("/token");
    if (status !== 200) {
      throw new Error(`No token: ${status} ${JSON.stringify(body)}`);
    }
    return body.token;
  }

  async #send<Body>(method: string, path: string, body?: string): Promise<Answer<Body>> {
    const response = await fetch(`${this.#service.url}/api/auth${path}`, {
      method,
      redirect: "manual",
      headers: {
        origin: PUBLIC_ORIGIN,
        ...(body !== undefined && { "content-type": "application/json" }),
        ...(this.#cookies.size > 0 && {
          cookie: [...this.#cookies].map((pair) => pair.join("=")).join("; "),
        }),
        ...this.#headers,
      },
      ...(body !== undefined && { body }),
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ""] = cookie.split(";");
      const [name = "", value = ""] = pair.split("=");
      if (value === "" || /max-age=0/i.test(cookie)) {
        this.#cookies.delete(name);
      } else {
        this.#cookies.set(name, value);
      }
    }
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: (text === "" ? null : JSON.parse(text)) as Body,
    };
  }
}
