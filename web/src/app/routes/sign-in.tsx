import { getRouteApi } from "@tanstack/react-router";
import { SignInPage } from "~/features/sign-in/sign-in-page.tsx";
import { useWayBack } from "./use-way-back.ts";

const route = getRouteApi("/sign-in");

export default function SignInRoute() {
  const { next = "/", error } = route.useSearch();
  useWayBack(next);
  return <SignInPage next={next} failed={error !== undefined} onSignedIn={() => {}} />;
}
