import { getRouteApi } from "@tanstack/react-router";
import { SignUpPage } from "~/features/sign-in/sign-up-page.tsx";
import { useWayBack } from "./use-way-back.ts";

const route = getRouteApi("/sign-up");

export default function SignUpRoute() {
  const { next = "/", error } = route.useSearch();
  useWayBack(next);
  return <SignUpPage next={next} failed={error !== undefined} onSignedIn={() => {}} />;
}
